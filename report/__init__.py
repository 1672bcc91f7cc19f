from . import sale_report
from . import customer_tier_state
from . import customer_tier_transition
from . import customer_tier_month
from . import customer_portrait
from . import tier_report
from . import customer_tier_playbook_outcome
