from bot.messenger.model.messages import MessageIds

NOW = 1_795_312_800_000


def test_ids_rise_even_where_the_clock_goes_back() -> None:
    ids = MessageIds(5)
    made = [ids.next(NOW), ids.next(NOW), ids.next(NOW - 5_000), ids.next(NOW + 1)]
    assert made == sorted(set(made))


def test_ids_are_beyond_what_a_float_holds_and_fit_64_bits() -> None:
    assert 2**53 < MessageIds(0).next(NOW) < 2**63


def test_more_ids_than_a_millisecond_holds_stay_apart() -> None:
    ids = MessageIds(1023)
    made = [ids.next(NOW) for _ in range(10_000)]
    assert made == sorted(set(made))


def test_two_writers_never_make_the_same_id() -> None:
    one, two = MessageIds(1), MessageIds(2)
    mine = {one.next(NOW) for _ in range(100)}
    assert mine.isdisjoint({two.next(NOW) for _ in range(100)})
