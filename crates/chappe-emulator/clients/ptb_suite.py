"""A pytest plugin by which python-telegram-bot's own suite uses the emulator at $EMULATOR.

It creates the user, the chats and the bot of the suite, and names them in the environment
variables from which the suite reads them. In a clone of python-telegram-bot:

    PYTHONPATH=<this folder> EMULATOR=http://127.0.0.1:8081 pytest -p ptb_suite -m req
"""

import base64
import json
import os
import urllib.request

URL = os.environ["EMULATOR"]
TOKEN = "4242:suite_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
OTHER = "4343:suite_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
# The suite expects that the bot may not promote in its channel.
RIGHTS = [
    "can_change_info", "can_delete_messages", "can_delete_stories", "can_edit_messages",
    "can_edit_stories", "can_invite_users", "can_manage_direct_messages", "can_manage_topics",
    "can_manage_video_chats", "can_pin_messages", "can_post_messages", "can_post_stories",
    "can_restrict_members",
]


def control(path, **body):
    request = urllib.request.Request(f"{URL}/emu/v1/{path}", data=json.dumps(body).encode())
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def me(token):
    with urllib.request.urlopen(f"{URL}/bot{token}/getMe") as answer:
        return json.load(answer)["result"]


def chat(*bots, **of):
    """A chat in which the bots are administrators."""
    id = control("chats", members=[user, *others], bots=bots, **of)["id"]
    for bot in bots:
        control("members", chat_id=id, user=bot, status="administrator", rights=RIGHTS)
    return id


suite, _ = me(TOKEN), me(OTHER)
user = control("users", first_name="PTB", last_name="Test user")["id"]
others = [control("users", first_name=name)["id"] for name in ("Alice", "Bob")]
control("messages", **{"from": user, "bot": TOKEN, "text": "/start"})
# The suite expects that the bot's menu button was set in a client.
menu = json.dumps({"menu_button": {"type": "commands"}}).encode()
menu = urllib.request.Request(f"{URL}/bot{TOKEN}/setChatMenuButton", data=menu)
menu.add_header("Content-Type", "application/json")
urllib.request.urlopen(menu).close()
title = f">>> telegram.Bot(test) @{suite['username']}"
channel = "pythontelegrambottests"
chat(TOKEN, OTHER, type="channel", title="Tests", username=channel)
bot = {
    "token": TOKEN,
    "payment_provider_token": "284685063:TEST:emulator",
    "chat_id": user,
    "super_group_id": str(chat(TOKEN, type="supergroup", title=title)),
    "forum_group_id": str(chat(TOKEN, type="supergroup", title="Forum", is_forum=True)),
    "channel_id": f"@{channel}",
    "subscription_channel_id": str(chat(TOKEN, type="channel", title="Subscribers")),
    "name": suite["first_name"],
    "username": suite["username"],
}
os.environ["BOTS"] = base64.b64encode(json.dumps([bot]).encode()).decode()
os.environ.update(GITHUB_ACTIONS="true", JOB_INDEX="0", TEST_WITH_OPT_DEPS="true")

# The suite does not pass a base URL, so the default one changes.
from telegram import Bot  # noqa: E402
from telegram.ext import ExtBot  # noqa: E402

for kind in (Bot, ExtBot):
    kind.__init__.__defaults__ = tuple(
        value.replace("https://api.telegram.org", URL) if isinstance(value, str) else value
        for value in kind.__init__.__defaults__
    )
