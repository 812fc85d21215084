"""Nothing that a call changes in its session reaches the next: environment, path, command line, signal handlers, filters of
warnings, recursion limit, tracing, garbage collection, locale, decimal context, how numpy treats bad numbers, the root logger,
and the random state where a call has seeded it.

Each thing has a keeper, which sees cheaply whether something changed: a call that changed nothing pays a few microseconds.
What the top of a source changes belongs to the source: it is put back like the rest, and done again for its next call.
"""

import _locale
import _signal
import gc
import os
import sys

_keepers = []
_left_by_source = {}  # checksum -> [(keeper, state)] that the top of the source has left


class _Environment:
    def __init__(self):
        self.base = dict(os.environ)
        self._base_data = dict(os.environ._data)

    def is_changed(self):
        return os.environ._data != self._base_data

    def read(self):
        return dict(os.environ)

    def write(self, state):
        for name in list(os.environ):
            if name not in state:
                del os.environ[name]
        for name, text in state.items():
            if os.environ.get(name) != text:
                os.environ[name] = text


class _List:
    """sys.path or sys.argv: the same list, with what was in it."""

    def __init__(self, name):
        self._name = name
        self._list = getattr(sys, name)
        self.base = list(self._list)

    def is_changed(self):
        now = getattr(sys, self._name)
        return now is not self._list or now != self.base

    def read(self):
        return list(getattr(sys, self._name))

    def write(self, state):
        self._list[:] = state
        setattr(sys, self._name, self._list)


class _Interpreter:
    def __init__(self):
        self.base = self.read()

    def is_changed(self):
        return self.read() != self.base

    def read(self):
        return (sys.getrecursionlimit(), sys.gettrace(), sys.getprofile(), gc.isenabled(), gc.get_threshold())

    def write(self, state):
        limit, trace, profile, is_collecting, threshold = state
        sys.setrecursionlimit(limit)
        sys.settrace(trace)
        sys.setprofile(profile)
        (gc.enable if is_collecting else gc.disable)()
        gc.set_threshold(*threshold)


class _SignalHandlers:
    """Only `signal` sets handlers, so nothing is asked before something has imported it."""

    _numbers = tuple(
        getattr(_signal, name)
        for name in ("SIGINT", "SIGTERM", "SIGALRM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGCHLD", "SIGPIPE", "SIGPROF", "SIGVTALRM")
        if hasattr(_signal, name)
    )

    def __init__(self):
        self.base = self.read()

    def is_changed(self):
        if "signal" not in sys.modules:
            return False
        if hasattr(_signal, "setitimer"):
            _signal.setitimer(_signal.ITIMER_REAL, 0)  # An alarm that is still set would end the session.
        get = _signal.getsignal
        for number, handler in self.base:
            if get(number) is not handler:
                return True
        return False

    def read(self):
        return [(number, _signal.getsignal(number)) for number in self._numbers]

    def write(self, state):
        for number, handler in state:
            if handler is not None and _signal.getsignal(number) is not handler:
                _signal.signal(number, handler)


class _Locale:
    """Only the part of C's locale that programs set; `locale` is how they do it."""

    def __init__(self):
        self.base = self.read()

    def is_changed(self):
        return "locale" in sys.modules and self.read() != self.base

    def read(self):
        return _locale.setlocale(_locale.LC_ALL)

    def write(self, state):
        _locale.setlocale(_locale.LC_ALL, state)


class _WarningFilters:
    def __init__(self, module):
        self._module = module
        self._list = module.filters
        self._show = module.showwarning
        self.base = list(module.filters)
        self.has_shown = False

    def is_changed(self):
        module = self._module
        is_other = module.filters is not self._list or module.showwarning is not self._show
        return is_other or self.has_shown or module.filters != self.base

    def read(self):
        return list(self._module.filters)

    def write(self, state):
        self.has_shown = False
        self._list[:] = state
        self._module.filters = self._list
        self._module.showwarning = self._show
        # A warning is shown once for a line; the next call shows it again.
        self._module.onceregistry.clear()
        forget = getattr(self._module, "_filters_mutated", None) or getattr(self._module, "_filters_mutated_lock_held", None)
        if forget is not None:
            forget()


class _DecimalContext:
    def __init__(self, module):
        self._module = module
        self.base = self.read()
        self._base_state = self._state(self.base)

    def is_changed(self):
        return self._state(self._module.getcontext()) != self._base_state

    def read(self):
        return self._module.getcontext().copy()

    def write(self, state):
        self._module.setcontext(state.copy())

    @staticmethod
    def _state(context):
        return (context.prec, context.rounding, context.Emin, context.Emax, context.capitals, context.clamp, context.traps)


class _RootLogger:
    def __init__(self, module):
        self._root = module.getLogger()
        self.base = self.read()

    def is_changed(self):
        return self.read() != self.base

    def read(self):
        root = self._root
        return (root.level, root.manager.disable, list(root.handlers))

    def write(self, state):
        level, self._root.manager.disable, handlers = state
        self._root.setLevel(level)
        self._root.handlers[:] = handlers


class _NumpyErrors:
    def __init__(self, module):
        self._module = module
        self.base = self.read()

    def is_changed(self):
        return self.read() != self.base

    def read(self):
        return self._module.geterr()

    def write(self, state):
        self._module.seterr(**state)


class _RandomState:
    """Reading the state is dear, so a seed says that it comes. A call that draws without seeding goes on in the sequence."""

    def __init__(self, module, get, setters):
        self._get = getattr(module, get)
        self.base = None
        for name in setters:
            setattr(module, name, self._noted(getattr(module, name)))
            if name != "seed":
                self._set = getattr(module, name).__wrapped__

    def _noted(self, change):
        def noted(*args, **kwargs):
            if self.base is None:
                self.base = self._get()
            return change(*args, **kwargs)

        noted.__name__ = change.__name__
        noted.__doc__ = change.__doc__
        noted.__wrapped__ = change
        return noted

    def is_changed(self):
        return self.base is not None

    def read(self):
        return self._get()

    def write(self, state):
        if state is self.base:
            self.base = None
        elif self.base is None:
            self.base = self._get()
        self._set(state)


def install():
    global _path
    _path = _List("path")
    _keepers.extend([_path, _Environment(), _List("argv"), _Interpreter(), _SignalHandlers(), _Locale()])


def watch_warnings(module):
    global _warnings
    _warnings = _WarningFilters(module)
    _keepers.append(_warnings)


def warnings_were_shown():
    _warnings.has_shown = True


def watch_decimal(module):
    _keepers.append(_DecimalContext(module))


def watch_logging(module):
    _keepers.append(_RootLogger(module))


def watch_numpy(module):
    _keepers.append(_NumpyErrors(module))


def watch_random(module):
    _keepers.append(_RandomState(module, "getstate", ("seed", "setstate")))


def watch_numpy_random(module):
    _keepers.append(_RandomState(module, "get_state", ("seed", "set_state")))


def put_back():
    """After a call."""
    for keeper in _keepers:
        if keeper.is_changed():
            keeper.write(keeper.base)


def note_left(checksum, folder):
    """After the top of a source has run. `folder` is where it works, which is on the path only while it runs."""
    left = []
    for keeper in _keepers:
        if keeper.is_changed():
            state = keeper.read()
            if keeper is _path:
                state = [path for path in state if path != folder]
            if isinstance(keeper, _RandomState) or state != keeper.base:
                left.append((keeper, state))
    if left:
        _left_by_source[checksum] = left


def redo(checksum, folder):
    """Before a call of a source whose top has run before."""
    for keeper, state in _left_by_source.get(checksum, ()):
        keeper.write([folder, *state] if keeper is _path else state)
