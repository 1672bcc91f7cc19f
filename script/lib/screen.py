"""What a screen is, and the selectors that several screens go by."""

from dataclasses import dataclass


@dataclass
class Screen:
    name: str
    path: str
    steps: tuple
    phone: bool = False
    dark: bool = False
    height: int = 0  # of the window, to see more of a long page
    language: str = "en_US"
    scroll_to: str = ""

    @property
    def main(self):
        """Whether it is shown on the page of the app."""
        return self.name in MAIN


MAIN = ("kanban", "portrait", "campaign_outcome", "dashboard", "quotation", "run")

CUSTOMERS = "/odoo/customer-tiers"
OPPORTUNITIES = "/odoo/action-crm.crm_lead_opportunities"
LIST = (".o_switch_view.o_list", ".o_data_row")
ROW = ".o_data_row .o_data_cell:not(.o_list_record_selector)"
FORM = ".o_form_view .o_form_sheet"
CARD = ".o_kanban_record:not(.o_kanban_ghost)"
CHART = ".o_graph_renderer canvas"
PORTRAIT = ".o_tier_portrait [data-panel=history]"
