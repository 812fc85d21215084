"""How far a call has come: triptych.progress and the bars of tqdm."""

import time

from . import output

REPORTS_A_SECOND_MAX = 20
LABEL_MAX = 200

_now = time.perf_counter
_interval = 1 / REPORTS_A_SECOND_MAX
_sent_at = {}  # id -> when it was last told
_waiting = {}  # id -> the report that came too soon after the last
_next_id = 0


def new_id():
    global _next_id
    _next_id += 1
    return str(_next_id)


def report(report_id, label, done, total, is_finished=False):
    """Tells at most so many a second of each; the last of each is always told, at the end of the call if not before."""
    now = _now()
    message = ("progress", report_id, label[:LABEL_MAX], float(done), None if total is None else float(total), is_finished)
    if not is_finished and now - _sent_at.get(report_id, -1.0) < _interval:
        _waiting[report_id] = message
        return
    _sent_at[report_id] = now
    _waiting.pop(report_id, None)
    output.send(message)


def finish():
    """At the end of a call."""
    if _sent_at:
        for message in list(_waiting.values()):
            output.send(message)
        _waiting.clear()
        _sent_at.clear()


class Steps:
    """An iterable whose steps are told as they are taken."""

    def __init__(self, iterable, total, label):
        self._iterable = iterable
        self._label = label
        self._total = _length_of(iterable) if total is None else total

    def __len__(self):
        return len(self._iterable)

    def __iter__(self):
        report_id, label, total = new_id(), self._label, self._total
        done = 0
        due = _now() + _interval
        report(report_id, label, 0, total)
        try:
            for item in self._iterable:
                yield item
                done += 1
                now = _now()
                if now >= due:
                    due = now + _interval
                    report(report_id, label, done, total)
        finally:
            report(report_id, label, done, total, True)


def _length_of(iterable):
    try:
        return len(iterable)
    except (TypeError, NotImplementedError):
        return None


def show_tqdm(module):
    """Makes bars that would be written to this session's output reports of progress."""
    tqdm = module.tqdm
    display, close, move, clear = tqdm.display, tqdm.close, tqdm.moveto, tqdm.clear

    def is_ours(bar):
        file = getattr(bar, "fp", None)
        return getattr(file, "_wrapped", file) in (output.out, output.err)

    def tell(bar, is_finished):
        if not hasattr(bar, "triptych_id"):
            bar.triptych_id = new_id()
        report(bar.triptych_id, (bar.desc or "").rstrip(": "), bar.n, bar.total, is_finished)

    def our_display(self, msg=None, pos=None):
        if not is_ours(self):
            return display(self, msg, pos)
        tell(self, False)
        return True

    def our_close(self):
        if self.disable or not is_ours(self):
            return close(self)
        self.disable = True
        self._decr_instances(self)
        tell(self, True)

    def our_move(self, n):
        if not is_ours(self):
            move(self, n)

    def our_clear(self, nolock=False):
        if not is_ours(self):
            clear(self, nolock)

    tqdm.display, tqdm.close, tqdm.moveto, tqdm.clear = our_display, our_close, our_move, our_clear
