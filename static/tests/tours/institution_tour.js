import { registry } from "@web/core/registry";

const choose = (field, name) => [
    {
        trigger: `.o_field_widget[name=${field}] input`,
        run: `edit ${name}`,
    },
    { trigger: `.ui-autocomplete .dropdown-item:contains(${name})`, run: "click" },
];

/** A rep says who a customer is, and sees that more is known of it. */
registry.category("web_tour.tours").add("customer_tier_institution", {
    steps: () => [
        { trigger: ".nav-link[name=institution]", run: "click" },
        { trigger: ".o_field_widget[name=completeness_missing]:contains(Institution type)" },
        ...choose("institution_type_id", "Tertiary hospital"),
        {
            content: "the form knows the type",
            trigger: ".o_field_widget[name=institution_level]:contains(5)",
        },
        ...choose("institution_grade_id", "Grade 3B"),
        { trigger: ".o_field_widget[name=institution_level]:contains(4)" },
        { trigger: ".o_field_widget[name=bed_count] input", run: "edit 1200" },
        {
            trigger: ".o_field_widget[name=influence_rating] .o_priority_star:nth-of-type(4)",
            run: "click",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        {
            content: "what was filled in is no longer missing",
            trigger:
                ".o_field_widget[name=completeness_missing]:not(:contains(Institution type)):not(:contains(Beds)):contains(Department)",
        },
        { trigger: "button[name=action_add_department]", run: "click" },
        { trigger: ".modal .o_field_widget[name=name] input", run: "edit Heart Centre" },
        {
            trigger: ".modal .o_field_widget[name=speciality_ids] input",
            run: "edit Cardiology",
        },
        { trigger: ".ui-autocomplete .dropdown-item:contains(Cardiology)", run: "click" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        {
            trigger:
                ".o_field_widget[name=department_ids] .o_data_row:contains(Heart Centre):contains(Cardiology)",
        },
        {
            trigger: ".o_field_widget[name=completeness_missing]:not(:contains(Department))",
        },
    ],
});
