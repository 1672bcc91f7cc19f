from . import test_oracle_random
from . import test_traps_scores
