"""What the walk has to know of single forms and fields, and every address to which a text is sent."""

from intranet.demo.people import CAST

# What a field wants that is not free; everything else takes a sentence.
PLAIN = "Isian contoh yang biasa."
WANTED = {
    "link": "https://contoh.id/kiriman/1",
    "url": "https://contoh.id/kiriman/1",
    "email": "contoh@contoh.id",
    "phone": "081200009999",
    "nik": "",
    "case_no": "",
    "nip": "",
    "template": "{no:04}/CONTOH/{year}",
    "username": "contoh.baru",
    "answer_within": "7",
    "account": "@contoh",
    "code": "A.9",
    "budget": "1.500.000",
    "months": "60",
    "complainants": "0",
    "staff": "2",
    "others": "0",
    "planned_cost": "1.000",
    "actual_cost": "1.000",
    "expected": "20",
    "reach": "10",
    "reached": "10",
}
# What a form wants beside its texts before it is taken.
WITH: dict[str, dict[str, str]] = {
    "agencies.change_password": {"old": CAST[0].password, "password": "empat kata sandi baru", "repeat": "empat kata sandi baru"},
    "agencies.add_staff": {"username": "contoh.baru", "roles": "bawaslu_officer"},
    "agreements.enlist": {"member_until": ""},
    "cases.ask_disclosure": {"to": "person", "form": "letter", "said_on": ""},
    "literacy.add_person": {"roles": "resource_person", "pillars": "cakap", "staff_id": ""},
    "literacy.add_programme": {"starts_on": "2026-12-10", "ends_on": "2026-12-31"},
    "literacy.add_session": {"pillars": "cakap", "starts_at": "2026-12-01T09:00"},
    "literacy.add_time": {"ends_at": "2026-11-21T08:00"},
    "outreach.plan_event": {"bearer": "diskominfo"},
    "outreach.propose_activity": {"bearer": "diskominfo"},
}
# A NIK is not shown again on a page, not even to who typed it: the next person at the counter may look on.
NOT_SHOWN_AGAIN = {("privacy.take_request", "nik")}
# That somebody looked for a person is kept, found or not.
KEPT_ALL_THE_SAME = {"privacy.take_request"}
# Fields nobody writes a text in that is kept: an account's own name beside its password, for the browser's sake.
SHOWN_ONLY = {("agencies.change_password", "username")}
# What a complainant tells: kept without letters nobody sees, which could turn or hide what is read.
TOLD = {("cases", name) for name in ("respondent", "narrative", "event_place", "account", "link")}
TOLD |= {("complainant", name) for name in ("name", "address", "phone", "email")}
# Columns of which a row holds one line of what was typed.
LISTED = {("agreement_basis", "text"), ("incident_affected", "ref")}
# What becomes of a text beyond spaces and NUL, by table and column: told in the product where it is done.
CLEANED = {
    ("case_text", "words"): "what a search looks through: small letters, no signs",
    ("document", "data"): "what an issued paper says, cut in lines; the paper itself is looked at in its own tests",
    ("document", "addressee"): "the first line of it, for the register's list; the whole stands in the paper",
    ("trail", "data"): "for who took a list out: in one line, as it is printed on every page of it",
}
# Endpoints whose texts this walk never gets taken, and why.
NEVER_TAKEN = {
    "documents.set_scheme": "wants a pattern of a number, and says so of everything else",
    "agreements.register": "wants three parties of three kinds; its own tests fill it",
    "coordination.take_in_list": "wants a list in a file",
    "learning.add_answers": "wants numbers of attendees and letters of answers",
    "learning.add_attendees": "wants numbers of attendees",
    "learning.add_question": "wants four answers that differ",
    "learning.amend_question": "wants four answers that differ",
    "learning.checked_certificate": "wants the number and the code of a certificate",
    "literacy.import_calendar": "wants a calendar",
    "literacy.issue_letters": "wants a session whose letters are not out yet",
    "outreach.mark_attendance": "wants numbers",
    "outreach.report_event": "wants the minutes before",
    "outreach.write_minutes": "wants the day of the meeting, which has not come yet",
    "checkpoints.witness": "wants the letters that stand on the printed page",
    "privacy.close_incident": "wants everyone told before",
    "privacy.hold_case": "wants the number of a case",
    "privacy.record_lookup": "wants the number of a complaint",
    "privacy.take_request": "wants the number of a complaint with its code, or its NIK",
}
# Every address of the staff pages to which a text is sent. One that is new belongs here, and then it is walked.
WRITTEN = {
    f"{package}.{name}"
    for package, names in {
        "agencies": "add_staff change_password",
        "agreements": "add_document add_scan amend change_clause complete enlist lapse_clause raise_dispute register "
        "rename_institution seat_holder settle suspend",
        "calendar": "add_election add_holiday add_stage change_election correct_holiday correct_stage",
        "cases": "act add_evidence_file add_evidence_link add_note answer_referral ask_disclosure change_filter make_bundle "
        "mark_case mark_evidence move record reveal save_filter",
        "checkpoints": "witness",
        "coordination": "amend_exchange amend_forum call_forum cancel_exchange cancel_forum deliver_evaluation enter_cost "
        "finish_action invite prepare_exchange promise_at_forum recommend take_in_list write_evaluation "
        "write_minutes",
        "counter": "work_desk",
        "devices": "make_code",
        "disclosure": "step",
        "documents": "add_code cancel change make set_letterhead set_scheme",
        "duties": "add_credential add_reader add_sam change_credential change_reader check_measure end_sam state",
        "learning": "add_answers add_attendees add_photo add_question amend_attendee amend_question cancel_certificate "
        "checked_certificate reopen_report watch write_report",
        "literacy": "add_district add_person add_programme add_session add_time add_topic add_venue add_wishes "
        "amend_person amend_programme amend_session amend_venue import_calendar issue_letters move set_policy "
        "set_room vacate_seat",
        "oversight": "close_shift enter move_fact_check open_fact_check open_shift register_account",
        "outreach": "add_participant add_proof amend_activity amend_event amend_plan ask_loan cancel_activity "
        "cancel_event drop_plan hand_over_loan log_plan make_plan mark_attendance offer_facility plan_event "
        "propose_activity reply_loan report_event take_back_loan withdraw_loan write_minutes",
        "partners": "add add_rule change",
        "prevention": "add_photo amend_act amend_enforcement close count follow_up give_back open_enforcement record_act",
        "privacy": "amend_incident close_incident hold_case list_affected record_incident record_lookup refuse_request set_term "
        "take_request",
        "reports": "deliver issue_report take",
    }.items()
    for name in names.split()
}
