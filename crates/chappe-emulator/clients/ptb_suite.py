"""A pytest plugin by which python-telegram-bot's own suite uses the emulator at $EMULATOR.

It creates the user, the chats and the bot of the suite, and names them in the environment
variables from which the suite reads them. In a clone of python-telegram-bot:

    PYTHONPATH=<this folder> EMULATOR=http://127.0.0.1:8081 pytest -p ptb_suite -m req
"""

import base64
import json
import os
import pathlib
import urllib.request

# The files of the suite, which runs in the clone.
DATA = pathlib.Path("tests/data")
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


def control(path, method="POST", **body):
    data = json.dumps(body).encode()
    request = urllib.request.Request(f"{URL}/emu/v1/{path}", data=data, method=method)
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


def base64_of(name):
    return base64.b64encode((DATA / name).read_bytes()).decode()


# What is on Telegram's servers and on the internet: photos, a set of emoji and a channel of the
# user, and the files of the suite.
control("profile_photos", user=user, file=base64_of("telegram.jpg"))
photo = base64_of("telegram_test_channel.jpg")
control("chats", "PATCH", **{"from": user, "chat_id": bot["super_group_id"], "photo": photo})
emoji = {"file": base64_of("sticker_set_thumb.png"), "emoji": "😎"}
emoji["custom_emoji_id"] = "6046140249875156202"
control(
    "sticker_sets",
    **{"from": user, "name": "PTBStaticEmojiTestPack", "type": "custom_emoji", "stickers": [emoji]},
)
personal = control("users", first_name="Personal", id=675666224)["id"]
diary = control("chats", type="channel", title="Diary", members=[personal])["id"]
for text in ("one", "two"):
    control("messages", **{"from": personal, "chat_id": diary, "text": text})
control("personal_chats", **{"from": personal, "chat_id": diary})
FILES = {
    "http://bit.ly/2L18jua": "game.gif",
    "https://goo.gl/3En24v": "telegram.mp3",
    "https://python-telegram-bot.org/static/testfiles/telegram.gif": "telegram.gif",
    "https://python-telegram-bot.org/static/testfiles/telegram_new.jpg": "telegram.jpg",
    "http://dummyimage.com/600x400/000/fff.png&text=telegram": "telegram.png",
    "https://github.com/python-telegram-bot/python-telegram-bot/blob/master"
    "/tests/data/telegram.webp?raw=true": "telegram.webp",
    "https://python-telegram-bot.org/static/testfiles/telegram.mp4": "telegram.mp4",
    "https://python-telegram-bot.org/static/testfiles/telegram.ogg": "telegram.ogg",
}
TYPES = {"gif": "image/gif", "mp3": "audio/mpeg", "mp4": "video/mp4", "ogg": "audio/ogg"}
for url, name in FILES.items():
    kind = TYPES.get(name.rsplit(".")[-1], "image/jpeg")
    control("web_files", url=url, file=base64_of(name), mime_type=kind)

# The suite sends to `https://api.telegram.org`: its requests go to the emulator.
import httpx  # noqa: E402

to_host = httpx.AsyncHTTPTransport.handle_async_request


async def to_emulator(self, request):
    if request.url.host == "api.telegram.org":
        target = httpx.URL(URL)
        host, port = target.host, target.port
        request.url = request.url.copy_with(scheme=target.scheme, host=host, port=port)
        request.headers["host"] = f"{host}:{port}"
    return await to_host(self, request)


httpx.AsyncHTTPTransport.handle_async_request = to_emulator
