"""The hours of the day in which a host wants to be visited."""

import re
from dataclasses import dataclass
from datetime import time

__all__ = ["Window"]

_FORM = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Window:
    """A half-open range of local time (Europe/Stockholm); it may cross midnight."""

    start: time
    end: time

    @classmethod
    def parse(cls, text: str) -> "Window":
        """The window written as "22:00-06:00"; raises `ValueError` for any other form."""
        match = _FORM.fullmatch(text)
        if not match:
            raise ValueError("must look like 22:00-06:00")
        hours = tuple(int(group) for group in match.groups())
        window = cls(time(hours[0], hours[1]), time(hours[2], hours[3]))
        if window.start == window.end:
            raise ValueError("must begin and end at different times")
        return window

    def __contains__(self, moment: time) -> bool:
        if self.start < self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"
