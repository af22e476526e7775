"""Asks the metric catalogue of the published marts with MetricFlow; arguments are those of `mf`.

scripts/metrics list metrics
scripts/metrics query --metrics first_contact_resolution --group-by metric_time__month,need__issue
"""

from __future__ import annotations

import sys

from click import ClickException

from easemart import home as homes
from easemart import querying
from easemart.errors import EasemartError


def main() -> int:
    try:
        querying.start(homes.current(), sys.argv[1:])
    except EasemartError as error:
        print(error, file=sys.stderr)
        return 1
    except ClickException as error:
        error.show()
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
