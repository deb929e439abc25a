"""The edge cases of secret rooms: each question, and the tests that try the answer on the real thing."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EdgeCase:
    """One question; `tests` are `path::name` of the tests that answer it."""

    number: int
    question: str
    tests: tuple[str, ...]


_TABLE = """
1. a clock for each message, or one for the room
    tests/messenger/service/test_secret_edges_clock.py::test_the_clock_is_per_message_and_one_read_ack_settles_every_message_up_to_it
2. whether the sender has to read
    tests/messenger/service/test_secret_edges_clock.py::test_the_sender_owes_no_read
3. what counts as having read
    tests/messenger/web/chat/test_secret_edges_clock.py::test_what_is_read_is_acknowledged_and_delivery_fetches_pages_and_downloads_are_no_reads
    tests/browser/test_secret_edges.py::test_what_is_on_screen_is_read_only_in_a_window_that_has_the_focus
4. the very moment of the end
    tests/messenger/service/test_secret_talk.py::test_a_message_is_visible_until_its_end_and_gone_at_that_very_millisecond
    tests/messenger/service/test_secret_erasing.py::test_it_is_there_while_now_is_before_its_end_and_gone_at_that_millisecond
5. bots, webhooks, assistants
    tests/messenger/web/chat/test_secret_edges_people.py::test_bots_webhooks_and_assistants_get_into_no_secret_room
6. somebody never reads
    tests/messenger/service/test_secret_talk.py::test_who_never_reads_starts_no_clock_and_the_maximum_deletes
7. who held the clock up leaves or is removed
    tests/messenger/service/test_secret_talk.py::test_a_leaver_owes_no_read_and_the_clock_starts_when_they_leave
    tests/messenger/service/test_secret_edges_clock.py::test_when_the_blocking_member_is_removed_the_clock_starts_then_and_not_at_the_last_read
8. the account of who held it up is suspended
    tests/messenger/service/test_secret_accounts.py::test_a_blocking_member_whose_account_is_suspended_starts_the_clock_then
    tests/messenger/service/test_secret_accounts.py::test_while_suspended_he_is_not_required_and_back_again_owes_only_what_is_new
9. who held it up is on holiday
    tests/messenger/service/test_secret_edges_clock.py::test_a_member_on_holiday_still_blocks_and_the_sender_sees_who_has_not_read
10. somebody joins late
    tests/messenger/service/test_secret_talk.py::test_a_late_joiner_sees_what_comes_and_owes_nothing_of_what_was
11. somebody comes back
    tests/messenger/service/test_secret_edges_clock.py::test_a_rejoin_is_a_new_membership_with_the_history_before_it_closed
12. one person is left alone
    tests/messenger/service/test_secret_edges_clock.py::test_with_only_one_member_left_the_clock_starts_at_the_sending
13. one person on several screens
    tests/messenger/web/chat/test_secret_edges_clock.py::test_of_both_devices_of_one_user_the_first_ack_counts
14. word of a read comes late
    tests/messenger/web/chat/test_secret_edges_clock.py::test_a_late_read_ack_counts_by_the_servers_receipt_time_whatever_the_client_claims
15. word of a read comes twice or in the wrong order
    tests/messenger/service/test_secret_edges_clock.py::test_a_read_ack_replayed_or_out_of_order_never_starts_the_clock_again
16. editing
    tests/messenger/web/chat/test_secret_edges_clock.py::test_a_message_of_a_secret_room_can_not_be_edited
17. other times for a room that is open
    tests/messenger/web/chat/test_secret_edges_clock.py::test_the_times_may_not_be_changed_later
18. deletion set later than the maximum
    tests/messenger/web/chat/test_secret_edges_clock.py::test_auto_delete_above_keep_at_creation_is_refused_with_both_values
    tests/browser/test_secret_chat.py::test_a_secret_room_is_opened_step_by_step
19. the workspace keeps messages for less
    tests/messenger/service/test_secret_edges_clock.py::test_lowering_the_workspaces_retention_below_keep_clamps_old_messages_at_once_and_a_line_says_so
    tests/messenger/service/test_secret_keeper.py::test_a_retention_that_was_shortened_erases_in_the_same_round_and_before_a_start
20. the workspace keeps messages for longer
    tests/messenger/service/test_secret_edges_clock.py::test_raising_the_workspaces_retention_returns_nothing_purged_and_outlives_no_keep
21. the room's own lines
    tests/messenger/service/test_secret_edges_clock.py::test_system_lines_have_no_content_owe_no_read_and_live_by_keep_like_messages
22. the free plan asks
    tests/messenger/web/chat/test_secret_edges_clock.py::test_a_free_workspace_that_calls_the_api_hears_plan_required_and_nothing_is_created
23. the bill isn't paid
    tests/messenger/web/chat/test_secret_edges_clock.py::test_on_non_payment_entry_send_read_invite_and_download_are_refused_at_once_and_the_list_is_greyed
    tests/browser/test_secret_chat.py::test_a_room_that_is_deactivated_while_it_is_open_shows_why_and_comes_back
24. clocks while nobody may enter
    tests/messenger/service/test_secret_erasing.py::test_clocks_do_not_stop_while_deactivated
25. the bill is paid again
    tests/messenger/service/test_secret_talk.py::test_paying_again_brings_the_same_rooms_back_minus_what_ended_meanwhile
26. days of grace
    tests/messenger/web/chat/test_secret_edges_clock.py::test_there_is_no_grace_period_but_billings_own_word_which_alone_decides
27. an admin switches off
    tests/messenger/service/test_secret_admin.py::test_off_has_two_meanings_and_no_default
    tests/messenger/service/test_secret_admin.py::test_without_the_phrase_typed_nothing_is_deleted
    tests/messenger/service/test_secret_admin.py::test_asking_for_what_is_so_already_changes_nothing
    tests/messenger/service/test_secret_erasing_crash.py::test_an_admins_deletion_cut_before_any_step_tells_each_person_once
    tests/messenger/service/test_secret_teller.py::test_an_admins_deletion_is_told_to_each_once_without_names_of_rooms
    tests/web/console/test_security.py::test_stopping_has_no_default
28. an admin deletes what is off already
    tests/web/console/test_security.py::test_rooms_can_still_be_deleted_after_they_were_deactivated
    tests/messenger/service/test_secret_admin.py::test_without_the_plan_rooms_can_be_deleted_but_not_switched_on
29. what an admin sees
    tests/messenger/web/chat/test_secret_edges_people.py::test_an_admin_can_not_enter_list_titles_read_or_export_a_secret_room
    tests/messenger/service/test_secret_admin.py::test_an_admin_sees_counts_and_ages_and_no_title
30. an admin's deletion meets a message
    tests/messenger/web/chat/test_secret_edges_people.py::test_when_an_admins_delete_races_with_sends_nothing_is_orphaned_and_later_ones_are_refused
31. rooms of several companies (there is one workspace: a decision, for when there are more)
    tests/messenger/model/test_secret_rooms_admin.py::test_rooms_spanning_group_companies_are_usable_only_if_every_workspace_is
32. invitations are closed
    tests/messenger/web/chat/test_secret_edges_people.py::test_with_allow_invite_off_the_owner_still_may_and_others_are_refused
33. people from outside
    tests/messenger/web/chat/test_secret_edges_people.py::test_an_external_member_in_the_invite_list_is_refused_and_nobody_comes_in
34. the owner leaves
    tests/messenger/web/chat/test_secret_edges_people.py::test_an_owner_who_wants_to_leave_hands_over_first
35. the owner's account ends
    tests/messenger/service/test_secret_accounts.py::test_the_room_of_an_owner_whose_account_is_suspended_goes_to_the_longest_standing
    tests/messenger/service/test_secret_accounts.py::test_where_nobody_is_left_the_room_is_deleted_and_erased
36. a former owner deletes
    tests/messenger/web/chat/test_secret_edges_people.py::test_once_the_owner_handed_over_the_old_owner_does_not_delete_but_the_present_one
37. the same people, twice
    tests/messenger/web/chat/test_secret_edges_people.py::test_a_room_of_the_same_members_twice_is_two_and_never_their_ordinary_one
38. what goes along with a room
    tests/messenger/service/test_secret_edges_records.py::test_with_a_deleted_room_goes_every_row_key_and_file_there_was_of_it_and_of_no_other
    tests/messenger/service/test_secret_erasing_crash.py::test_a_room_deletion_cut_before_any_step_ends_the_same_after_a_restart
39. somebody was away when the room went
    tests/messenger/web/chat/test_secret_edges_people.py::test_a_member_offline_during_deletion_gets_the_list_and_drops_the_room_that_is_not_in_it
    tests/browser/test_secret_edges.py::test_a_member_whose_page_was_offline_during_deletion_has_the_room_wiped_on_reconnect
40. the number of unread messages after an end
    tests/messenger/service/test_secret_edges_clock.py::test_the_unread_badge_after_expiry_counts_live_rows_and_reads_go_past_missing_ones
41. the last message of a room ends
    tests/messenger/service/test_secret_edges_clock.py::test_when_the_rooms_last_message_expired_the_preview_is_empty_and_the_room_stays_in_its_order
    tests/browser/test_secret_chat.py::test_a_message_counts_down_and_vanishes_by_itself_everywhere
    tests/messenger/web/chat/test_secret_edges_leaks.py::test_the_preview_of_the_last_message_is_on_no_page_before_a_countdown_can_take_it_away
42. replies to what is gone
    tests/messenger/web/chat/test_secret_edges_leaks.py::test_a_quoted_reply_keeps_the_number_alone_and_shows_no_text_once_the_original_is_deleted
43. forwarding, copying and the like
    tests/messenger/web/chat/test_secret_edges_leaks.py::test_forward_copy_save_translate_assistant_share_pins_and_bookmarks_have_no_call
    tests/messenger/web/chat/test_secret_edges_leaks.py::test_forwarding_a_file_or_a_reply_into_another_room_is_refused_by_the_source_room
    tests/browser/test_secret_chat.py::test_nothing_of_a_secret_room_can_be_taken_along_by_the_page
44. pins and bookmarks
    tests/messenger/web/chat/test_secret_edges_leaks.py::test_a_pinned_notice_a_bookmark_or_a_saved_message_is_not_offered
45. pictures of the screen
    tests/browser/test_secret_edges.py::test_screenshots_can_not_be_prevented_it_says_so_and_each_viewer_has_a_watermark
46. taking one's own message back
    tests/messenger/service/test_secret_erasing.py::test_ones_own_message_is_destroyed_at_once
    tests/messenger/service/test_secret_talk.py::test_taking_a_message_back_destroys_it_at_once
    tests/messenger/service/test_secret_talk.py::test_nobody_takes_back_what_is_not_theirs_or_five_minutes_old
47. what was to be sent into a room that is gone
    tests/messenger/web/chat/test_secret_edges_people.py::test_a_queued_send_into_a_room_deleted_meanwhile_is_dropped_and_its_author_is_told
    tests/messenger/web/chat/test_socket.py::test_a_message_that_has_expired_meanwhile_is_not_written
48. the text of a push (there is none)
    tests/messenger/web/test_secret_edges_nowhere.py::test_there_is_no_push_so_a_push_text_says_nothing_of_a_secret_message
49. a push that waits elsewhere (none does)
    tests/messenger/web/test_secret_edges_nowhere.py::test_no_push_waits_at_a_vendor_because_there_is_no_vendor_and_no_service_worker
50. summaries by mail or webhook (there are none)
    tests/messenger/web/test_secret_edges_nowhere.py::test_no_email_and_no_webhook_digest_is_ever_sent_of_a_secret_room
    tests/messenger/web/chat/test_secret_edges_leaks.py::test_no_webhook_digest_or_call_to_anywhere_follows_a_secret_message
51. what a browser keeps
    tests/messenger/web/chat/test_secret_edges_leaks.py::test_nothing_may_stay_in_a_client_cache_every_answer_says_no_store
    tests/messenger/web/chat/test_secret_edges_leaks.py::test_the_client_keeps_no_title_of_a_secret_room_in_the_history_of_the_browser
    tests/messenger/web/test_secret_edges_nowhere.py::test_the_client_cache_has_nothing_in_localstorage_indexeddb_or_a_workers_cache
    tests/browser/test_secret_edges.py::test_the_client_cache_is_empty_after_talking_in_a_secret_room
52. the time left on screen
    tests/messenger/web/chat/test_secret_edges_clock.py::test_the_countdown_has_the_end_and_the_servers_time_with_every_answer
    tests/browser/test_secret_edges.py::test_the_countdown_caps_each_timer_so_that_forty_days_do_not_fire_at_once
    tests/browser/test_secret_chat.py::test_the_time_left_shows_on_opening_and_ends_without_a_word_of_the_server
53. an address of a file, fetched too late
    tests/messenger/web/chat/test_secret_edges_leaks.py::test_a_media_link_opened_before_and_fetched_after_expiry_is_not_found_ranges_too
    tests/messenger/web/chat/test_secret_edges_leaks.py::test_a_media_link_is_bound_to_the_session_of_a_member
54. what a connection missed
    tests/messenger/web/chat/test_secret_edges_leaks.py::test_websocket_backlog_and_resume_are_filtered_by_the_end_at_the_moment_of_sending
    tests/messenger/web/chat/test_socket.py::test_a_message_that_has_expired_meanwhile_is_not_written
    tests/messenger/web/chat/test_socket.py::test_what_was_made_of_an_event_goes_with_it
55. by whose clock
    tests/messenger/web/chat/test_secret_edges_clock.py::test_the_servers_one_clock_stamps_in_whole_milliseconds_of_utc_and_no_client_does
56. the clock goes back
    tests/messenger/service/test_secret_edges_records.py::test_when_the_clock_steps_back_the_high_water_mark_holds_though_all_rooms_are_off
    tests/messenger/service/test_secret_talk.py::test_the_clock_stepping_back_brings_nothing_back
57. the clock leaps ahead
    tests/messenger/service/test_secret_keeper.py::test_a_leap_forward_hides_but_holds_the_irreversible_purge_and_alerts
    tests/messenger/service/test_secret_keeper.py::test_three_steady_ticks_release_the_purge
58. a week without a server
    tests/messenger/service/test_secret_keeper.py::test_the_first_thing_at_the_start_is_to_erase_what_ended_in_a_week_off
59. what the audit log may say
    tests/messenger/service/test_secret_edges_records.py::test_the_audit_keeps_who_what_when_and_cause_and_never_text_name_file_key_or_hash
    tests/messenger/service/test_secret_edges_records.py::test_what_became_of_messages_is_kept_as_a_cause_for_a_month_and_then_not_at_all
60. what logs and traces may say
    tests/messenger/service/test_secret_edges_records.py::test_application_logs_traces_and_error_reports_show_no_text_of_a_message
    tests/messenger/service/test_secret_edges_records.py::test_the_log_of_the_database_has_no_text_of_a_statement_that_failed
    tests/e2e/test_canary.py::test_a_marker_is_in_no_byte_before_or_after_its_end_and_its_key_in_none_after
61. holds and archives (there are none)
    tests/messenger/web/test_secret_edges_nowhere.py::test_there_is_no_legal_hold_archive_or_compliance_export_of_secret_rooms
    tests/messenger/web/test_secret_edges_nowhere.py::test_no_table_but_those_of_secret_rooms_has_anything_of_them_to_archive_search_or_export
    tests/web/console/test_security.py::test_the_page_says_that_no_legal_hold_archive_or_export_has_secret_rooms
62. reporting abuse
    tests/messenger/web/chat/test_secret_edges_leaks.py::test_an_abuse_report_has_no_call_and_no_quarantine_copy_is_kept
63. a backup comes back
    tests/messenger/service/test_secret_restore.py::test_a_restored_backup_resurrects_no_message_no_file_and_no_badge
    tests/messenger/service/test_secret_restore.py::test_deleted_rooms_are_deleted_again_and_their_numbers_never_used_again
    tests/messenger/service/test_secret_restore.py::test_what_ended_since_the_backup_is_gone_before_anything_is_served
    tests/e2e/test_backup.py::test_the_keys_of_secret_rooms_are_in_no_backup
64. all of one's own data (no such export)
    tests/messenger/web/test_secret_edges_nowhere.py::test_a_data_export_of_ones_account_has_no_secret_rooms_since_there_is_none
65. from one kind of database to the other (there is no way)
    tests/messenger/web/test_secret_edges_nowhere.py::test_no_import_or_migration_between_sqlite_and_postgresql_carries_secret_rooms
"""


def _cases() -> Iterator[EdgeCase]:
    number, question, tests = 0, "", list[str]()
    for line in [*_TABLE.strip().splitlines(), "0. "]:
        if line.startswith(" "):
            tests.append(line.strip())
            continue
        if number:
            yield EdgeCase(number, question, tuple(tests))
        told, _, question = line.partition(". ")
        number, tests = int(told), []


EDGE_CASES = tuple(_cases())
