def post_init_hook(env):
    """Give every company that already exists its default policy."""
    env["res.company"].search([])._create_default_tier_policies()
