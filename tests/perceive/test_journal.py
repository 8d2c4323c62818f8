"""A tick in the journal: what is kept comes back in its place, by its door, to the byte."""

import pytest

from banyan.model.observation import EMPTY, Message, batch
from banyan.perceive.journal import again, keep


def test_a_message_with_any_bytes_and_any_door_comes_back_as_it_was():
    message = Message("field gate 2", b"\n\xff\x00 {")
    assert again((), EMPTY, (keep(0, message),)) == [(message, None)]


def test_an_inbox_that_does_not_fit_its_batch_is_refused():
    with pytest.raises(ValueError, match="doesn't reach"):
        again((), EMPTY, (keep(3, Message("plant", b"")),))
    with pytest.raises(ValueError, match="invalid literal"):
        again((), batch([], [], [], [], []), (b'{"stream":"a"}',))
