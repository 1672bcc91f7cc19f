from . import models
from . import report
from . import wizard
from . import controllers  # needs all of them
from .hooks import post_init_hook
