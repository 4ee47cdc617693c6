"""The bot's own name goes from what was said to it, as far as it is known where it ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.mentions import without_name
from rules.chat.grammar import parse


@pytest.mark.parametrize(
    ("said", "name", "meant"),
    [
        ("@值班 查单 1024", "值班", "查单 1024"),
        ("@值班 @值班 查单 1024", "值班", "查单 1024"),
        ("查单 1024 @值班", "值班", "查单 1024"),
        ("@值班", "值班", ""),
        ("  @值班   放行 1024\n已核实 ", "值班", "放行 1024\n已核实"),
        ("@共振 值班员 放行 1024", "共振 值班员", "放行 1024"),
        ("@Resonance  Bot lock 1024", "Resonance Bot", "lock 1024"),
        ("@resonance bot 锁单 1024", "Resonance Bot", "锁单 1024"),
        ("@Order Bot\u2005放行 1024", "", "放行 1024"),
        ("@Order Bot\u2005@Order Bot\u2005放行 1024", "", "放行 1024"),
        ("放行 1024 回信 a@值班.cn 已核实", "值班", "放行 1024 回信 a@值班.cn 已核实"),
        ("@共振 不要 放行 1024", "共振", "不要 放行 1024"),
        ("@共振员 放行 1024", "共振", "@共振员 放行 1024"),
    ],
)
def test_the_whole_name_goes_and_nothing_else(said: str, name: str, meant: str) -> None:
    assert without_name(said, name) == meant


NAMES = st.lists(
    st.text(st.sampled_from("共振值班员助手ResonanceBot"), min_size=1, max_size=8),
    min_size=1,
    max_size=3,
)


@given(words=NAMES)
def test_a_configured_name_of_any_words_hides_no_command(words: list[str]) -> None:
    name = " ".join(words)
    for text in ("放行 1024 已核实", "查单 1024"):
        assert parse(without_name(f"@{name} {text}", name), addressed=True) == parse(
            text, addressed=True
        )
