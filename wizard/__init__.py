from . import customer_tier_campaign_start
from . import customer_tier_campaign_start_preview
from . import customer_tier_plan_activity
from . import customer_tier_state_day
from . import customer_tier_balance
from . import customer_warning_snooze
