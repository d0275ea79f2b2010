"""A pytest plugin by which pyTelegramBotAPI's own suite uses the emulator at $EMULATOR.

It creates the user, the group and the bot of the suite, and names them in the environment
variables from which the suite reads them. In the folder `tests` of a clone of pyTelegramBotAPI:

    PYTHONPATH=<this folder> EMULATOR=http://127.0.0.1:8081 pytest -p telebot_suite test_telebot.py
"""

import base64
import json
import os
import urllib.request

from telebot import apihelper

URL = os.environ["EMULATOR"]
TOKEN = "4242:suite_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAC0lEQVR42mNgAAIAAAUAAen63NgAAAAASUVORK5CYII="
)


def control(path, **body):
    request = urllib.request.Request(f"{URL}/emu/v1/{path}", data=json.dumps(body).encode())
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


urllib.request.urlopen(f"{URL}/bot{TOKEN}/getMe").close()
user = control("users", first_name="Tester")["id"]
control("messages", **{"from": user, "bot": TOKEN, "text": "/start"})
group = control("chats", type="supergroup", title="Tests", members=[user], bots=[TOKEN])["id"]
control("members", chat_id=group, user=TOKEN, status="administrator")
# What is on the internet.
control("web_files", url="https://i.imgur.com/CjXjcnU.png", file=PICTURE, mime_type="image/png")
os.environ.update(TOKEN=TOKEN, CHAT_ID=str(user), GROUP_ID=str(group))
apihelper.API_URL = URL + "/bot{0}/{1}"
apihelper.FILE_URL = URL + "/file/bot{0}/{1}"
