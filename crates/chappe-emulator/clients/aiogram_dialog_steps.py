"""The steps, with aiogram and the menus of aiogram-dialog; behind a webhook if argv[2] is `webhook`."""

import asyncio
import sys

from aiogram.filters import Command
from aiogram.fsm.state import State, StatesGroup
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.input import TextInput
from aiogram_dialog.widgets.kbd import Button, SwitchTo
from aiogram_dialog.widgets.text import Const, Format

import aiogram_steps
from aiogram_steps import dispatcher


class Menu(StatesGroup):
    choose = State()
    chosen = State()


class Name(StatesGroup):
    ask = State()
    greet = State()


async def named(message, widget, manager: DialogManager, name):
    manager.dialog_data["name"] = name
    await manager.switch_to(Name.greet)


async def greeting(dialog_manager: DialogManager, **_):
    return {"name": dialog_manager.dialog_data["name"]}


dispatcher.include_router(
    Dialog(
        Window(Const("Choose"), SwitchTo(Const("Tea"), id="tea", state=Menu.chosen), state=Menu.choose),
        Window(Const("Tea it is"), Button(Const("Done"), id="done"), state=Menu.chosen),
    )
)
dispatcher.include_router(
    Dialog(
        Window(Const("Your name?"), TextInput(id="name", on_success=named), state=Name.ask),
        Window(Format("Hello, {name}"), state=Name.greet, getter=greeting),
    )
)


@dispatcher.message(Command("menu"))
async def menu(message, dialog_manager: DialogManager):
    await dialog_manager.start(Menu.choose, mode=StartMode.RESET_STACK)


@dispatcher.message(Command("name"))
async def name(message, dialog_manager: DialogManager):
    await dialog_manager.start(Name.ask, mode=StartMode.RESET_STACK)


setup_dialogs(dispatcher)
aiogram_steps.FEATURES[:] = ["conversation", "menu", "payment", "inline", "topic", "join"]
sys.exit(asyncio.run(aiogram_steps.main()))
