# Debian 12 ships Julia 1.5 built against an older libunwind than the one it runs with: the record that Julia registers for
# each piece of code it compiles (unw_dyn_info_t) has since got one more field, `load_offset`, before the last four. So
# libunwind reads nonsense, and any exception thrown through compiled code is a segmentation fault. Here, before anything
# can throw, the records are brought into the newer form: those that are there, and each new one on its way, for which
# `_U_dyn_register` becomes a jump to `register`. A record of the old form takes 80 bytes, for which malloc gives 88: just
# enough. Only for Debian's Julia 1.5; Julia's own builds bring the libunwind that they were built with.
# Source: libunwind 1.3 and 1.6, include/libunwind-dynamic.h and src/mi/dyn-register.c.

const offset_word = 7    # Where `load_offset` is in the newer form, counted in words from 1.

"""Moves the last four words of a record up by one, for the new field before them."""
function renew(record::Ptr{UInt})
    for word in offset_word+3:-1:offset_word
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

function mend_unwinding(target::Ptr{Cvoid})
    place = cglobal((:_U_dyn_register, "libunwind.so.8"))
    page = Ptr{Cvoid}(UInt(place) & ~UInt(4095))
    read_execute, read_write_execute = 5, 7
    ccall(:mprotect, Cint, (Ptr{Cvoid}, Csize_t, Cint), page, 8192, read_write_execute) == 0 || return nothing
    list = ccall((:_U_dyn_info_list_addr, "libunwind.so.8"), Ptr{UInt}, ())
    record = Ptr{UInt}(unsafe_load(list, 2))
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

mend_unwinding(@cfunction(register, Cvoid, (Ptr{UInt},)))
