"""What a campaign really brought: who is held out, and treated against control.

Plain functions over numbers. Nothing here knows Odoo's records, the time or chance: seeds, days
and sums per stratum are arguments. :mod:`.holdout_sql` says the same as :mod:`.holdout` and
:mod:`.strata`, set-based, in SQL."""
