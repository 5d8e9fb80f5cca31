"""Tells customers where to park. A whole plugin in one file: put it into FRONTDESK_PLUGINS_DIR."""

from frontdesk import Action, Done, Intent, Reply, Texts, hookimpl


class Parking(Action):
    name = "parking"

    def run(self, turn):
        return Done(Reply(turn.say("parking.where")))


@hookimpl
def frontdesk_intents():
    return [Intent("parking", action="parking", triggers={"en": ["park"], "ru": ["парков|припарк"]})]


@hookimpl
def frontdesk_actions():
    return [Parking()]


@hookimpl
def frontdesk_texts():
    return Texts(
        {"en": {"parking.where": "Behind the house, free."}, "ru": {"parking.where": "За домом, бесплатно."}}
    )
