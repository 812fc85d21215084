"""What is done when a function imports certain modules: nothing of them is imported for it.

    triptych          is found, though it lies on no path of the user's
    warnings logging  tell the level of what they say
    tqdm              shows as progress
    random, numpy, decimal, warnings, logging   are put back after a call that changed them (put_back.py)
"""

import os
import sys

from . import output, progress, put_back

_here = os.path.dirname(os.path.abspath(__file__))


class Finder:
    """First in sys.meta_path; it looks at the name and, but for those above, at nothing else."""

    def find_spec(self, name, path=None, target=None):
        if name == "triptych":
            from _frozen_importlib_external import spec_from_file_location

            return spec_from_file_location(name, os.path.join(os.path.dirname(_here), "triptych.py"))
        after = _after_import.get(name)
        if after is None:
            return None
        for finder in sys.meta_path:
            find = None if finder is self else getattr(finder, "find_spec", None)
            spec = None if find is None else find(name, path, target)
            if spec is not None:
                _call_after(spec.loader, after)
                return spec
        return None


def install():
    sys.meta_path.insert(0, Finder())
    for name, after in _after_import.items():
        if name in sys.modules:
            after(sys.modules[name])


def _call_after(loader, after):
    execute = getattr(loader, "exec_module", None)
    if execute is None:
        return

    def execute_and_call(module):
        execute(module)
        after(module)

    try:
        loader.exec_module = execute_and_call
    except (AttributeError, TypeError):
        pass  # A loader that takes no attributes: the module goes without.


def _after_warnings(module):
    put_back.watch_warnings(module)
    show = module._showwarnmsg_impl

    def show_with_level(message):
        if message.file is not None or sys.stderr is not output.err:
            show(message)
            return
        from .calls import show_lines

        show_lines(message.filename)
        put_back.warnings_were_shown()
        output.err.say("warning", module._formatwarnmsg(message))

    module._showwarnmsg_impl = show_with_level


def _after_logging(module):
    put_back.watch_logging(module)
    emit = module.StreamHandler.emit

    def emit_with_level(self, record):
        if self.stream is not output.err:
            emit(self, record)
            return
        level = "error" if record.levelno >= module.ERROR else "warning" if record.levelno >= module.WARNING else "message"
        with output.err.saying(level):
            emit(self, record)

    module.StreamHandler.emit = emit_with_level


_after_import = {
    "warnings": _after_warnings,
    "logging": _after_logging,
    "tqdm.std": progress.show_tqdm,
    "random": put_back.watch_random,
    "numpy": put_back.watch_numpy,
    "numpy.random": put_back.watch_numpy_random,
    "decimal": put_back.watch_decimal,
}
