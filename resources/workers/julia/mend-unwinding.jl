# Debian 12 ships Julia 1.5 built against an older libunwind than the one it runs with: the record that Julia registers for
# each piece of code it compiles (unw_dyn_info_t) has grown by a field since, `load_offset`, so libunwind reads nonsense, and
# any exception thrown through compiled code is a segmentation fault. Here, and before anything can throw, those records are
# withdrawn and registering becomes a plain return. Traces lose nothing: without a record libunwind follows the frame
# pointers, which Julia keeps. Only for Debian's Julia 1.5; Julia's own builds bring a libunwind along.

@static if VERSION < v"1.6" && Sys.islinux() && Sys.ARCH === :x86_64
    let
        if Sys.BINDIR == "/usr/bin" && isfile("/usr/lib/x86_64-linux-gnu/libunwind.so.8")
            register = cglobal((:_U_dyn_register, "libunwind.so.8"))
            page = Ptr{Cvoid}(UInt(register) & ~UInt(4095))
            readable_executable, writable, return_instruction = 5, 2, 0xc3
            if ccall(:mprotect, Cint, (Ptr{Cvoid}, Csize_t, Cint), page, 4096, readable_executable | writable) == 0
                unsafe_store!(Ptr{UInt8}(register), return_instruction)
                ccall(:mprotect, Cint, (Ptr{Cvoid}, Csize_t, Cint), page, 4096, readable_executable)
                list = ccall((:_U_dyn_info_list_addr, "libunwind.so.8"), Ptr{UInt}, ())
                while unsafe_load(list, 2) != 0    # Behind the version and the generation: the first record.
                    ccall((:_U_dyn_cancel, "libunwind.so.8"), Cvoid, (UInt,), unsafe_load(list, 2))
                end
            end
        end
    end
end
