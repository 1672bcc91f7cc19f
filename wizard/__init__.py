from . import customer_tier_campaign
from . import customer_tier_plan_activity
from . import customer_tier_state_day
