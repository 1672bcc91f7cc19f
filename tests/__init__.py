from importlib.util import find_spec

from . import test_access
from . import test_announce
from . import test_campaign
from . import test_company_boundary
from . import test_cron
from . import test_currency
from . import test_departments
from . import test_discounts_taxes
from . import test_lapsed
from . import test_lifecycle
from . import test_multi_company
from . import test_optional_modules
from . import test_oracle_random_invoices
from . import test_order_refresh
from . import test_pareto
from . import test_partner_fields
from . import test_past_dates
from . import test_plan_activity
from . import test_policies
from . import test_policy_constraints
from . import test_refunds
from . import test_run_rules
from . import test_run_writes_little
from . import test_segments
from . import test_settings
from . import test_override
from . import test_settle_walk
from . import test_tour_override
from . import test_time_zones
from . import test_js
from . import test_tours
from . import test_translations
from . import test_traps_scores
from . import test_window_edges

# A tool for developers: without it the other tests run all the same.
if find_spec("hypothesis"):
    from . import test_oracle_random
    from . import test_settle_random
