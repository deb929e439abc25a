"""Times as people write them, with what is meant on Sunday, 22 November 2026, 16:00 in Seoul."""

TIMES_KO = """
지금                                | 2026-11-22 16:00
30분 뒤                             | 2026-11-22 16:30
30분후                              | 2026-11-22 16:30
0분 뒤                              | 2026-11-22 16:00
2시간 후                            | 2026-11-22 18:00
2시간 뒤에                          | 2026-11-22 18:00
1시간 30분 뒤                       | 2026-11-22 17:30
1시간30분뒤                         | 2026-11-22 17:30
1시간 반 뒤                         | 2026-11-22 17:30
한 시간 뒤                          | 2026-11-22 17:00
두시간 반 후                        | 2026-11-22 18:30
48시간 후                           | 2026-11-24 16:00
3일 뒤 오전 9시                     | 2026-11-25 09:00
2주 후 14:00                        | 2026-12-06 14:00
오늘 오후 5시                       | 2026-11-22 17:00
오늘 16:00                          | 2026-11-22 16:00
오늘 밤 9시                         | 2026-11-22 21:00
오늘 24시                           | 2026-11-23 00:00
내일 오전 9시                       | 2026-11-23 09:00
내일오전9시                         | 2026-11-23 09:00
내일 오전 9시에                     | 2026-11-23 09:00
내일 9시                            | 2026-11-23 09:00
내일 7시 5분                        | 2026-11-23 07:05
내일 오후 2시 반                    | 2026-11-23 14:30
내일 오후 2시 30분                  | 2026-11-23 14:30
내일 오후 12시                      | 2026-11-23 12:00
내일 오후 15시                      | 2026-11-23 15:00
내일 새벽 3시                       | 2026-11-23 03:00
내일 아침 7시                       | 2026-11-23 07:00
내일 낮 12시                        | 2026-11-23 12:00
내일 낮 1시                         | 2026-11-23 13:00
내일 저녁 6시                       | 2026-11-23 18:00
내일 밤 11시                        | 2026-11-23 23:00
내일 정오                           | 2026-11-23 12:00
내일 0시                            | 2026-11-23 00:00
내일 24시                           | 2026-11-24 00:00
내일 03:00                          | 2026-11-23 03:00
내일 15시                           | 2026-11-23 15:00
내일 9:30                           | 2026-11-23 09:30
내일 오전 9:30                      | 2026-11-23 09:30
오전 9시 내일                       | 2026-11-23 09:00
모레 오후 3시                       | 2026-11-24 15:00
글피 10시                           | 2026-11-25 10:00
이번 주 일요일 18시                 | 2026-11-22 18:00
다음 주 월요일 10시                 | 2026-11-23 10:00
다음주 월요일 10시                  | 2026-11-23 10:00
다음 주 금 오후 2시                 | 2026-11-27 14:00
차주 화요일 10시                    | 2026-11-24 10:00
다다음 주 월요일 10시               | 2026-11-30 10:00
월요일 오후 2시                     | 2026-11-23 14:00
일요일 오후 5시                     | 2026-11-22 17:00
일요일 오후 2시                     | 2026-11-29 14:00
12월 24일 오전 9시                  | 2026-12-24 09:00
12월24일 목요일 오전 9시            | 2026-12-24 09:00
12월 24일(목) 9시                   | 2026-12-24 09:00
11월 21일 오전 9시                  | 2027-11-21 09:00
2월 29일 오전 9시                   | 2028-02-29 09:00
2026년 12월 24일 오후 1시           | 2026-12-24 13:00
2026-12-24 09:00                    | 2026-12-24 09:00
2026-12-24 오전 9시                 | 2026-12-24 09:00
2026/12/24 09:00                    | 2026-12-24 09:00
2026. 12. 24. 09:00                 | 2026-12-24 09:00
2026.12.24 09:00                    | 2026-12-24 09:00
2026. 12. 24. (목) 09:00            | 2026-12-24 09:00
2026-12-24T09:00                    | 2026-12-24 09:00
2026-12-24T09:00:00                 | 2026-12-24 09:00
2026-12-24T09:00Z                   | 2026-12-24 18:00
2026-12-24T09:00:00.000Z            | 2026-12-24 18:00
2026-12-24T09:00+09:00              | 2026-12-24 09:00
2026-12-24 09:00 -0500              | 2026-12-24 23:00
２０２６－１２－２４　０９：００     | 2026-12-24 09:00
내일　오전　９시                     | 2026-11-23 09:00
"""

TIMES_EN = """
now                                 | 2026-11-22 16:00
Right now                           | 2026-11-22 16:00
in 30 minutes                       | 2026-11-22 16:30
in 30 min                           | 2026-11-22 16:30
in 2 hours                          | 2026-11-22 18:00
in an hour                          | 2026-11-22 17:00
in 1 hour 30 minutes                | 2026-11-22 17:30
in 1 h 30 min                       | 2026-11-22 17:30
in 1 hour and 30 minutes            | 2026-11-22 17:30
in half an hour                     | 2026-11-22 16:30
tonight at 9pm                      | 2026-11-22 21:00
in 3 days at 9am                    | 2026-11-25 09:00
in 2 weeks at 14:00                 | 2026-12-06 14:00
today at 5pm                        | 2026-11-22 17:00
today 17:00                         | 2026-11-22 17:00
tomorrow at 9am                     | 2026-11-23 09:00
Tomorrow, 9 AM                      | 2026-11-23 09:00
tomorrow 9:30 pm                    | 2026-11-23 21:30
tomorrow at 9 p.m.                  | 2026-11-23 21:00
tomorrow at 14:00                   | 2026-11-23 14:00
tomorrow at 03:00                   | 2026-11-23 03:00
tomorrow at noon                    | 2026-11-23 12:00
tomorrow at 12pm                    | 2026-11-23 12:00
tomorrow at 14                      | 2026-11-23 14:00
tomorrow at 24:00                   | 2026-11-24 00:00
9am tomorrow                        | 2026-11-23 09:00
at 9am on Tuesday                   | 2026-11-24 09:00
day after tomorrow at 3pm           | 2026-11-24 15:00
the day after tomorrow 15:00        | 2026-11-24 15:00
next Monday 10:00                   | 2026-11-23 10:00
this Sunday 6pm                     | 2026-11-22 18:00
next Fri at 2pm                     | 2026-11-27 14:00
Monday 2pm                          | 2026-11-23 14:00
on Sunday at 5pm                    | 2026-11-22 17:00
Sunday at 2pm                       | 2026-11-29 14:00
Thurs 2pm                           | 2026-11-26 14:00
Dec 24 9am                          | 2026-12-24 09:00
December 24th at 9:00               | 2026-12-24 09:00
Dec. 24, 2026 9am                   | 2026-12-24 09:00
Nov 21 9am                          | 2027-11-21 09:00
Feb 29 9am                          | 2028-02-29 09:00
24 December 2026 09:00              | 2026-12-24 09:00
the 24th of December at 09:00       | 2026-12-24 09:00
on Thursday, Dec 24 at 9am          | 2026-12-24 09:00
Thu, 24 Dec 2026 09:00              | 2026-12-24 09:00
Thu 24 Dec 2026, 09:00              | 2026-12-24 09:00
9am on 2026-12-24                   | 2026-12-24 09:00
"""

REFUSED_KO = """
내일 3시                            | ambiguous_hour
내일 6시 30분                       | ambiguous_hour
내일 3:00                           | ambiguous_hour
매일 3시                            | ambiguous_hour
내일 자정                           | ambiguous_midnight
내일 밤 12시                        | ambiguous_midnight
내일 오전 12시                      | ambiguous_midnight
내일 밤 1시                         | ambiguous_midnight
내일                                | hour_missing
내일 오전                           | hour_missing
3일 뒤                              | hour_missing
다음 주 월요일                      | hour_missing
12월 24일                           | hour_missing
매일                                | hour_missing
매주 월,수                          | hour_missing
2026-12-01부터 2주마다              | hour_missing
오전 9시                            | day_missing
09:00                               | day_missing
오늘 오후 3시                       | time_in_past
오늘 15:59                          | time_in_past
이번 주 월요일 10시                 | time_in_past
11월 22일 오전 9시                  | time_in_past
2026년 1월 2일 오전 9시             | time_in_past
0001-01-01 00:00                    | time_in_past
2026-11-22T06:59Z                   | time_in_past
2034-12-01 09:00                    | too_far
9999-12-31 24:00                    | too_far
9999주 뒤 9시                       | too_far
9999-12-31 09:00부터 2주마다        | too_far
0001-01-01 00:00부터 2주마다        | time_in_past
12월 32일                           | no_such_day
12월 32일 오전 9시                  | no_such_day
2월 30일 오전 9시                   | no_such_day
13월 1일 오전 9시                   | no_such_day
2027-02-29 09:00                    | no_such_day
0000-01-01 09:00                    | no_such_day
매월 32일 9시                       | no_such_day
매월 0일 9시                        | no_such_day
내일 25시                           | no_such_time
내일 24시 30분                      | no_such_time
내일 오전 9시 60분                  | no_such_time
내일 오전 15시                      | no_such_time
내일 아침 2시                       | no_such_time
25:00                               | no_such_time
매일 24시                           | no_such_time
12월 24일 (금) 09:00                | wrong_weekday
2주마다                             | start_missing
2시간마다 보내 줘                   | start_missing
격주 월요일 9시                     | start_missing
내일 9시부터 2주마다                | start_missing
cron: 0 9 * *                       | bad_cron
cron:"0 9 * * 8"                    | bad_cron
내일 오전 9시 꼭                    | not_understood
곧 내일 오전 9시                    | not_understood
내일모레 9시                        | not_understood
다음 주 10시                        | not_understood
월 10시                             | not_understood
12/24 9시                           | not_understood
2026-12-2409:00                     | not_understood
2026-12-24T09:00:30Z                | not_understood
9²시간 뒤                           | not_understood
내일 오전 ９시 ½                    | not_understood
아무 때나                           | not_understood
                                    | time_missing
"""

REFUSED_EN = """
tomorrow at 3                       | ambiguous_hour
tomorrow at 9                       | ambiguous_hour
tomorrow at 3:00                    | ambiguous_hour
every day at 5                      | ambiguous_hour
tomorrow at midnight                | ambiguous_midnight
tomorrow at 12am                    | ambiguous_midnight
tomorrow at 12                      | ambiguous_midnight
tomorrow                            | hour_missing
tomorrow morning                    | hour_missing
in 3 days                           | hour_missing
Dec 24                              | hour_missing
Dec 24 2026                         | hour_missing
every weekday                       | hour_missing
every 2 weeks from 2026-12-01       | hour_missing
at 9am                              | day_missing
today at 3pm                        | time_in_past
this Monday 10:00                   | time_in_past
1 Jan 2026 9am                      | time_in_past
Dec 24 2035 9am                     | too_far
Dec 32 9am                          | no_such_day
Feb 30                              | no_such_day
every month on the 32nd at 09:00    | no_such_day
tomorrow at 25:00                   | no_such_time
tomorrow at 9:60                    | no_such_time
Fri, 24 Dec 2026 09:00              | wrong_weekday
every 2 weeks                       | start_missing
every hour                          | start_missing
every other Monday at 9am           | start_missing
every 2 weeks from Monday 9am       | start_missing
tomorrow at 9am sharp               | not_understood
tomorrow at 19pm                    | not_understood
tomorrow9                           | not_understood
in a while                          | not_understood
in 1.5 hours                        | not_understood
monday week 9am                     | not_understood
every moon at 9am                   | not_understood
9am tomorrow,                       | not_understood
"""


def rows(table: str) -> list[tuple[str, str]]:
    """The two columns of a table."""
    pairs = (line.split(" |") for line in table.strip("\n").splitlines())
    return [(given.strip(), expected.strip()) for given, expected in pairs]
