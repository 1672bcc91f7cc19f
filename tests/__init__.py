from . import test_traps_scores
