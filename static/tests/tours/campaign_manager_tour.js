import { registry } from "@web/core/registry";

const STATE = (name) => ({ trigger: `.o_form_view .o_arrow_button_current:contains(${name})` });
const LAUNCH = [
    { trigger: "button[name=action_launch]", run: "click" },
    {
        content: "how many get what, and when",
        trigger: ".modal-body:contains(Customers who enter: 3)",
    },
    { trigger: ".modal .btn-primary:contains(Launch)", run: "click" },
    STATE("Running"),
];

/** A manager looks at what was proposed, tries the mail, launches, undoes and launches again. */
registry.category("web_tour.tours").add("customer_tier_campaign_manager", {
    url: "/odoo/customer-campaigns-waiting",
    steps: () => [
        { trigger: ".o_kanban_record:contains(Wake up my hospitals)", run: "click" },
        STATE("Proposed"),
        { trigger: "[name=launch_words]:contains(We miss you)" },
        {
            content: "the text of the mail",
            trigger: "[name=step_ids] .o_data_row:contains(We miss you) td[name=name]",
            run: "click",
        },
        { trigger: ".modal [name=subject] input:value(News for you)" },
        { trigger: ".modal .o_form_button_cancel, .modal .btn-close", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        {
            trigger:
                "[name=step_ids] .o_data_row:contains(We miss you) button[name=action_test_send]",
            run: "click",
        },
        { trigger: ".modal [name=email_to] textarea", run: "edit manager@example.com" },
        { trigger: ".modal button[name=send_mail_test]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        ...LAUNCH,
        { trigger: "button[name=action_undo]", run: "click" },
        { trigger: ".modal .btn-primary:contains(Undo)", run: "click" },
        STATE("Prepared"),
        ...LAUNCH,
        {
            trigger:
                "[name=step_ids] .o_data_row:contains(We miss you) [name=is_approved] :checked",
        },
        { trigger: ".nav-link[name=outcome]", run: "click" },
        { trigger: "button[name=action_measure]", run: "click" },
        {
            content: "nobody can say anything on the first day",
            trigger: ".o_tier_outcome_words:contains(Too early to tell)",
        },
    ],
});
