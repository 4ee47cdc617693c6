"""Jobs: works that wait for a writer, each with whoever waits for its answer."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from storage.faults import may_be_tried_again
from storage.lane import Lane, Statement
from storage.tx import Tx

# SQLAlchemy would compile a text anew for each, at a tenth of what an alert costs.
_BEGIN, _END = Statement.of("SAVEPOINT work"), Statement.of("RELEASE work")
_UNDO = Statement.of("ROLLBACK TO work")


@dataclass(slots=True)
class Job:
    """One queued piece of work."""

    work: Callable[[Tx], Any]
    future: "Future[Any]"

    def run(self, connection: Connection, tx: Tx) -> Any:  # noqa: ANN401 - see answer
        """Return what the work returned, or the error with which it rolled back alone."""
        lane = Lane(connection)
        lane.change(_BEGIN)
        try:
            result = self.work(tx)
            lane.change(_END)
        except Exception as error:
            if connection.invalidated or may_be_tried_again(error):
                raise
            lane.change(_UNDO)
            lane.change(_END)
            return error
        return result

    def answer(self, answer: Any) -> None:  # noqa: ANN401 - whatever the work returned
        """Tell whoever waits."""
        if self.future.cancelled() or not self.future.set_running_or_notify_cancel():
            return  # the caller stopped waiting; the work is committed all the same
        if isinstance(answer, Exception):
            self.future.set_exception(answer)
        else:
            self.future.set_result(answer)
