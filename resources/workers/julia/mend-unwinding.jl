# Debian 12 ships Julia 1.5.3 built against an older libunwind than the one it runs with: the record that Julia registers for
# each piece of code it compiles (unw_dyn_info_t) has since got one more field, `load_offset`, before the last four. So
# libunwind reads nonsense, and any exception thrown through compiled code is a segmentation fault. To see it:
#
#     /usr/bin/julia --startup-file=no -e 'f(x) = sqrt(x); try f(-1.0) catch; println("caught") end'
#
# Here the records are brought into the newer form: those that are there, and each new one on its way, for which
# `_U_dyn_register` becomes a jump to `register`. Nothing is written unless all of this holds, each looked at below: it is
# that Julia, from Debian's package; its libunwind.so.8 is 8.0.1 (1.4 to 1.6); `_U_dyn_register` has the very code that
# `register` takes the place of; there are records, and all of them have the old form and, of malloc's, 88 bytes: room for
# a word more than the 80 they take. Any other Julia is left alone; its own builds bring the libunwind they were built with.
# Source: libunwind 1.3 and 1.6, include/libunwind-dynamic.h and src/mi/dyn-register.c; Julia 1.5, src/debuginfo.cpp.

"""Debian's own binary, which says so in its banner."""
is_debians_julia() =
    VERSION == v"1.5.3" && Sys.islinux() && Sys.ARCH === :x86_64 && Sys.BINDIR == "/usr/bin" && startswith(Base.TAGGED_RELEASE_BANNER, "Debian")

const unwind_library = "/usr/lib/x86_64-linux-gnu/libunwind.so.8"
is_newer_libunwind() = isfile(unwind_library) && basename(realpath(unwind_library)) == "libunwind.so.8.0.1"

const record_words = 10        # of the old form
const offset_word = 7          # Where `load_offset` is in the newer form, counted in words from 1.
const ip_offset_format = 4     # UNW_INFO_FORMAT_IP_OFFSET, the one that Julia uses
const table_entries_max = 1 << 20
const object_bytes_max = UInt(1) << 31    # What one object can address.

"""Moves the last four words of a record up by one, for the new field before them."""
function renew(record::Ptr{UInt})
    for word in record_words:-1:offset_word
        unsafe_store!(record, unsafe_load(record, word), word + 1)
    end
    unsafe_store!(record, UInt(0), offset_word)
    return nothing
end

"""What _U_dyn_register does, for a record of the old form. Called while Julia compiles, so it allocates nothing."""
function register(record::Ptr{UInt})
    renew(record)
    list = ccall((:_U_dyn_info_list_addr, "libunwind.so.8"), Ptr{UInt}, ())
    first = unsafe_load(list, 2)    # Behind a word of version and generation.
    unsafe_store!(record, first, 1)
    unsafe_store!(record, UInt(0), 2)
    first == 0 || unsafe_store!(Ptr{UInt}(first), UInt(record), 2)
    unsafe_store!(list, UInt(record), 2)
    return nothing
end

"""
Whether a record is as Julia 1.5 writes it: next, previous, start, end, 0, format, 0, where the code's object starts,
how many entries its table has, and the table. In the newer form the eighth word is the 0. An object starts before its code,
but not where Julia makes a system image.
"""
function is_of_old_form(record::Ptr{UInt})
    word(index) = unsafe_load(record, index)
    ccall(:malloc_usable_size, Csize_t, (Ptr{UInt},), record) >= (record_words + 1) * sizeof(UInt) || return false
    word(6) % UInt32 == ip_offset_format && word(5) == 0 && word(7) == 0 || return false
    distance = max(word(3), word(8)) - min(word(3), word(8))
    return word(8) != 0 && distance < object_bytes_max && word(3) < word(4) && word(9) < table_entries_max && word(10) != 0
end

"""Whether there are records and all are of the old form."""
function are_of_old_form(record::Ptr{UInt})
    record == C_NULL && return false
    while record != C_NULL
        is_of_old_form(record) || return false
        record = Ptr{UInt}(unsafe_load(record, 1))
    end
    return true
end

"""
Whether _U_dyn_register is what `register` does, by the part of its code that has no addresses: it loads `first` from
the list, counts the generation, sets previous to 0 and next to `first`, and `first`'s previous to the record. And it
does not begin with a jump, as it does when it is mended.
"""
function is_known_code(code::Ptr{UInt8})
    linking = b"\x48\x8b\x50\x08\x83\x40\x04\x01\x48\xc7\x43\x08\x00\x00\x00\x00\x48\x89\x13\x48\x85\xd2\x74\x04\x48\x89\x5a\x08"
    unsafe_load(code) == 0x48 && unsafe_load(code, 2) == 0x83 || return false    # It looks whether there are threads.
    for index in 1:length(linking)
        unsafe_load(code + 0x21, index) == linking[index] || return false
    end
    return true
end

function mend_unwinding(target::Ptr{Cvoid})
    place = cglobal((:_U_dyn_register, "libunwind.so.8"))
    page = Ptr{Cvoid}(UInt(place) & ~UInt(4095))
    list = ccall((:_U_dyn_info_list_addr, "libunwind.so.8"), Ptr{UInt}, ())
    record = Ptr{UInt}(unsafe_load(list, 2))
    is_known_code(Ptr{UInt8}(place)) && are_of_old_form(record) || return nothing
    read_execute, read_write_execute = 5, 7    # The function is less than 4 KB long, and may lie across two pages.
    ccall(:mprotect, Cint, (Ptr{Cvoid}, Csize_t, Cint), page, 8192, read_write_execute) == 0 || return nothing
    while record != C_NULL
        renew(record)
        record = Ptr{UInt}(unsafe_load(record, 1))
    end
    code = Ptr{UInt8}(place)    # mov rax, target; jmp rax
    unsafe_store!(Ptr{UInt16}(code), 0xb848)
    unsafe_store!(Ptr{UInt}(code + 2), UInt(target))
    unsafe_store!(Ptr{UInt16}(code + 10), 0xe0ff)
    ccall(:mprotect, Cint, (Ptr{Cvoid}, Csize_t, Cint), page, 8192, read_execute)
    return nothing
end

needs_mending() = is_debians_julia() && is_newer_libunwind()

if needs_mending()
    mend_unwinding(@cfunction(register, Cvoid, (Ptr{UInt},)))
end
