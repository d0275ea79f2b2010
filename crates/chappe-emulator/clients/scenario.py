"""The twelve steps, independent of the client, against the emulator at the URL in argv[1].

A client is a bot that responds as `greet` and the others below specify, and an object
with the calls that the steps make. Its `refusal` converts an error to an
exception `(code, description, retry_after)`. Its `features` name what the bot does beyond
the twelve steps: functions of this module.
"""

import base64
import hashlib
import json
import sys
import time
import urllib.request

URL = sys.argv[1]
BY_WEBHOOK = sys.argv[2:] == ["webhook"]
SECRET = "s3cr3t"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000100ffff03000006000557bfabd40000000049454e44ae426082"
)
HTML = "<b>bold</b> &amp; <i>italic</i>"

failures = 0


def digest(content):
    return hashlib.sha256(content).hexdigest()


def people(method, path, body=None):
    """A call of the control API."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{URL}/emu/v1/{path}", data=data, method=method)
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def step(name, right, seen=None):
    global failures
    failures += not right
    print(("ok  " if right else "FAIL"), name, "" if right else seen, flush=True)


def hear(chat, after, count=1):
    """The messages of the bot after a message."""
    for _ in range(50):
        found = people("GET", f"messages?chat_id={chat}&after={after}&wait=100")["messages"]
        found = [message for message in found if message["from"]["is_bot"]]
        if len(found) >= count:
            return found
        time.sleep(0.05)
    return [{}]


def refused(client, call):
    """The error of a failed call."""
    try:
        call()
    except Exception as error:
        return client.refusal(error)
    return (None, None, None)


def conversation(bot, chat, say):
    """The bot asks for a name, and remembers that it has asked."""
    heard = hear(chat, say(text="/name"))
    step("a conversation asks", heard[-1].get("text") == "Your name?", heard)
    heard = hear(chat, say(text="Ann"))
    step("and remembers", heard[-1].get("text") == "Hello, Ann", heard)


def menu(bot, chat, say):
    """The first button of a menu changes the menu's text."""
    asked = hear(chat, say(text="/menu"))[-1]
    step("a menu", asked.get("text") == "Choose", asked)
    press = {"from": chat, "chat_id": chat, "bot": bot, "message_id": asked["message_id"]}
    query = people("POST", "presses", {**press, "button": [0, 0]})["callback_query_id"]
    people("GET", f"answers?callback_query_id={query}&wait=5000")
    for _ in range(50):
        found = people("GET", f"messages?chat_id={chat}&after={asked['message_id'] - 1}")["messages"]
        if found[0]["text"] != "Choose":
            break
        time.sleep(0.05)
    step("its button", found[0]["text"] == "Tea it is", found)


def payment(bot, chat, say):
    """Five stars are paid, and refunded."""
    invoice = hear(chat, say(text="/buy"))[-1]
    price = {key: invoice.get("invoice", {}).get(key) for key in ("currency", "total_amount")}
    step("an invoice", price == {"currency": "XTR", "total_amount": 5}, invoice)
    pays = {"from": chat, "bot": bot, "message_id": invoice["message_id"]}
    people("POST", "pre_checkout_queries", pays)
    # The service message of the refund, and the text.
    heard = hear(chat, invoice["message_id"], 2)
    step("paid and refunded", heard[-1].get("text") == "refunded 5", heard)


def inline(bot, chat, say):
    """The result of a query is sent."""
    typed = {"from": chat, "bot": bot, "query": "tea"}
    query = people("POST", "inline_queries", typed)["inline_query_id"]
    answer = people("GET", f"answers?inline_query_id={query}&wait=5000")
    step("an inline query", [result["id"] for result in answer["results"]] == ["1"], answer)
    choice = {"inline_query_id": query, "result_id": "1", "chat_id": chat, "bot": bot}
    sent = people("POST", "chosen_inline_results", choice)["message"]
    step("its result is sent", (sent["text"], sent["via_bot"]["id"]) == ("tea!", bot), sent)


def topic(bot, chat, say):
    """The bot creates a topic, and writes in it."""
    forum = {"type": "supergroup", "title": "Forum", "is_forum": True}
    forum = people("POST", "chats", {**forum, "members": [chat], "bots": [bot]})["id"]
    people("POST", "members", {"chat_id": forum, "user": bot, "status": "administrator"})
    heard = hear(forum, say(chat_id=forum, text="/topic"), 2)
    created, last = heard[0], heard[-1]
    step("a topic", created.get("forum_topic_created", {}).get("name") == "News", heard)
    thread = (last.get("text"), last.get("message_thread_id"))
    step("a message in it", thread == ("in the topic", created.get("message_id")), heard)


def join(bot, chat, say):
    """Bob asks to join by a link, and the bot approves it."""
    group = {"type": "supergroup", "title": "Guests", "members": [chat], "bots": [bot]}
    group = people("POST", "chats", group)["id"]
    people("POST", "members", {"chat_id": group, "user": bot, "status": "administrator"})
    link = {"from": chat, "chat_id": group, "creates_join_request": True}
    link = people("POST", "invite_links", link)["invite_link"]
    bob = people("POST", "users", {"first_name": "Bob"})["id"]
    asked = people("POST", "joins", {"from": bob, "invite_link": link})
    step("a request to join", asked == {"status": "requested"}, asked)
    heard = hear(group, 0)
    step("is approved", heard[-1].get("text") == "Welcome, Bob", heard)
    sent = people("POST", "messages", {"from": bob, "chat_id": group, "text": "Thanks"})
    step("a member writes", sent.get("text") == "Thanks", sent)


FEATURES = {
    "conversation": conversation, "menu": menu, "payment": payment, "inline": inline, "topic": topic,
    "join": join,
}


def run(client, bot):
    """Runs all steps with the bot of this id. Returns the exit code."""
    me = client.me()
    step("getMe", me.is_bot and me.id == bot, me)
    chat = people("POST", "users", {"first_name": "Alice", "username": "alice"})["id"]

    def say(**what):
        return people("POST", "messages", {"bot": bot, "from": chat, **what})["message_id"]

    heard = hear(chat, say(text="/start"))
    step("/start", heard[-1].get("text") == "Welcome", heard)
    step("reply keyboard", heard[-1].get("reply_markup", {}).get("keyboard"), heard)
    heard = hear(chat, say(text="Menu"))
    asked = heard[-1].get("message_id")
    press = {"from": chat, "chat_id": chat, "message_id": asked, "data": "yes"}
    query = people("POST", "presses", press)["callback_query_id"]
    answer = people("GET", f"answers?callback_query_id={query}&wait=5000")
    step("callback alert", answer == {"text": "Noted", "show_alert": True}, answer)
    messages = people("GET", f"messages?chat_id={chat}&after={asked - 1}")["messages"]
    step("edit", messages[0]["text"] == "You are sure.", messages)
    heard = hear(chat, say(media={"type": "photo", "file": base64.b64encode(PNG).decode()}))
    step("photo up and down", heard[-1].get("text") == digest(PNG), heard)
    heard = hear(chat, say(text="album"), 2)
    groups = {message.get("media_group_id") for message in heard}
    step("media group", len(heard) == 2 and len(groups) == 1 and None not in groups, heard)
    heard = hear(chat, say(text="html"))
    kinds = [entity["type"] for entity in heard[-1].get("entities", [])]
    step("HTML entities", (heard[-1].get("text"), kinds) == ("bold & italic", ["bold", "italic"]), heard)
    said = say(text="before")
    people("PATCH", "messages", {"chat_id": chat, "message_id": said, "from": chat, "text": "after"})
    heard = hear(chat, said)
    step("edited_message", heard[-1].get("text") == "edited: after", heard)
    for feature in client.features:
        FEATURES[feature](bot, chat, say)
    people("POST", "faults", {"method": "sendMessage", "times": 1, "then": {"retry_after": 7}})
    error = refused(client, lambda: client.send(chat, "too many"))
    step("429", (error[0], error[2]) == (429, 7), error)
    error = refused(client, lambda: client.send(1, "nobody"))
    step("400", error[0] == 400 and "chat not found" in error[1].lower(), error)
    client.set_webhook("http://127.0.0.1:9/nowhere")
    error = refused(client, client.get_updates)
    step("409", error[0] == 409 and "webhook is active" in error[1], error)
    client.delete_webhook()
    step("deleteWebhook", client.webhook_url() == "")
    return 1 if failures else 0
