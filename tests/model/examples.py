"""How many generated packages a comparison looks at: few in the tests, many with `make generated`."""

import os

EXAMPLES = int(os.environ.get("MIGRATOR_EXAMPLES", "40"))
