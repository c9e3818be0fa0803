"""Work of the register outside the request: a file is read and laid over the register, for a report to be shown."""

from collections.abc import Iterator

from office.jobs import handler
from office.models import Job

from .actions import imports
from .models import RegisterImport


@handler(imports.JOB)
def read_register_file(job: Job) -> Iterator[int]:
    """params: register_import (key).

    The report appears whole or not at all; a worker that was killed is followed by another that reads from the start.
    """
    register_import = RegisterImport.objects.get(pk=job.params["register_import"])
    for done, total in imports.reporting(register_import, last_piece=job.piece()):
        job.total = total
        yield done
