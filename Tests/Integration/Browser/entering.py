"""Access with the token."""

import music
from browsing import choose, opened
from checks import check
from playing import IS_SOUNDING
from serving import Server

IS_CONNECTED = "() => document.querySelector('#connection').textContent === ''"


@check("the token is removed from the address, and the next page of the origin knows it")
def kept(stage):
    with opened(stage.browser, stage.server) as page:
        assert page.url == stage.server.address, page.url
        other = page.context.new_page()
        other.goto(stage.server.address)
        other.locator("#tracks [role=option]").first.wait_for()
        assert other.locator("#token-form").is_hidden()
        assert page.context.cookies() == []


@check("without a token the page asks for it, and accepts it there")
def given(stage):
    context = stage.browser.new_context(base_url=stage.server.address)
    try:
        page = context.new_page()
        page.goto(stage.server.address)
        form = page.locator("#token-form")
        form.wait_for()
        page.get_by_text("The server needs its token.").wait_for()
        page.screenshot(path=stage.screenshots / "token-wanted.png")
        field = page.get_by_label("Token, or the address with it")
        open_button = form.get_by_role("button", name="Open")
        field.fill("none!")
        open_button.click()
        assert form.is_visible()
        field.fill("0123456789-another")
        open_button.click()
        page.wait_for_function("() => document.querySelector('#token').value === ''")
        assert form.is_visible()
        field.fill(stage.server.page)
        open_button.click()
        page.locator("#tracks [role=option]").first.wait_for()
        form.wait_for(state="hidden")
        page.wait_for_function(IS_CONNECTED)
    finally:
        context.close()


@check("a track plays from its own address, which does not contain the token")
def own_address(stage):
    with opened(stage.browser, stage.server) as page:
        choose(page, music.HYBRID)
        page.wait_for_function(IS_SOUNDING)
        source = page.evaluate("document.querySelector('#audio').src")
        assert "ticket=" in source and stage.server.token not in source, source


@check("a server restarted with another token asks for it")
def another_token(stage):
    folder = stage.new_folder("another-token")
    music.make_library(folder)
    with Server(folder) as server, opened(stage.browser, server) as page:
        page.watch.expect("WebSocket connection", "Failed to load resource")
        server.kill()
        server.restart()
        form = page.locator("#token-form")
        form.wait_for()
        page.evaluate("(token) => { location.hash = `token=${token}`; }", server.token)
        form.wait_for(state="hidden")
        page.wait_for_function(IS_CONNECTED)
        assert page.url == server.address, page.url
        choose(page, music.SINGLE)
        page.get_by_role("heading", name="Hi-Res Masters").wait_for()
