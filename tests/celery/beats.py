"""A beat in a hurry: the product's own schedule, each entry every half second."""

from celery.beat import PersistentScheduler
from celery.schedules import schedule


class Hurried(PersistentScheduler):
    """For tests that cannot wait for the minute."""

    def setup_schedule(self) -> None:
        super().setup_schedule()
        for entry in self.schedule.values():
            entry.schedule = schedule(0.5, app=self.app)
