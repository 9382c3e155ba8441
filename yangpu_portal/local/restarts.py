"""When a process that died is started again, and when to give up."""

from dataclasses import dataclass, field

QUICK_DEATH_SECONDS = 20.0
LONGEST_DELAY = 15.0
MAX_QUICK_DEATHS = 5


@dataclass
class Restarts:
    """The record of one process. Times are seconds of any monotonic clock."""

    started_at: float = 0.0
    quick_deaths: int = 0
    due_at: float | None = field(default=None)

    def started(self, now: float) -> None:
        self.started_at, self.due_at = now, None

    def died(self, now: float) -> float:
        """Note a death; gives the seconds to wait: 1, 2, 4, 8, ... while the process keeps dying young."""
        lived_long = now - self.started_at >= QUICK_DEATH_SECONDS
        self.quick_deaths = 1 if lived_long else self.quick_deaths + 1
        delay = min(2.0 ** (self.quick_deaths - 1), LONGEST_DELAY)
        self.due_at = now + delay
        return delay

    @property
    def hopeless(self) -> bool:
        return self.quick_deaths >= MAX_QUICK_DEATHS
