import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formView } from "@web/views/form/form_view";
import { LiveFormController } from "../live/live_form";

/**
 * The form of a campaign: shows how far its preparation is, and asks before something leaves the
 * house, with the words of the server: how many get what, and when.
 */
export class CampaignFormController extends LiveFormController {
    static event = "customer_tier/campaign";
    static key = "campaign_id";

    /** What somebody is typing stays; the news comes with the next save. */
    async onNews() {
        return (await this.model.root.isDirty()) || this.model.load();
    }

    get questions() {
        return {
            action_launch: {
                title: _t("Launch this campaign?"),
                confirmLabel: _t("Launch"),
                words: "launch_words",
            },
            action_approve_next_step: {
                title: _t("Send this step?"),
                confirmLabel: _t("Send"),
                words: "next_step_words",
            },
        };
    }

    async beforeExecuteActionButton(clickParams) {
        // saved first: the words are of what is in the database
        const goesOn = await super.beforeExecuteActionButton(clickParams);
        const question = this.questions[clickParams.name];
        if (goesOn === false || !question) {
            return goesOn;
        }
        const confirmed = await this.ask(question);
        this.buttonIsBusy = confirmed;
        return confirmed;
    }

    ask({ words, ...labels }) {
        return new Promise((resolve) => {
            this.dialogService.add(
                ConfirmationDialog,
                {
                    ...labels,
                    body: this.model.root.data[words] || "",
                    confirm: () => resolve(true),
                    cancel: () => resolve(false),
                },
                { onClose: () => resolve(false) },
            );
        });
    }
}

registry.category("views").add("customer_tier_campaign_form", {
    ...formView,
    Controller: CampaignFormController,
});
