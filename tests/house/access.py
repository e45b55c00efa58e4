"""Who may open what, written down by hand: the table the product is held to, and not read from it.

``ROUTES``: every address by its endpoint, and the roles it opens to. ``OF_A_CASE``: those that lead to something of a case,
and what they do there; ``OUTCOMES`` says what then happens, by the mark on the case and by whose it is.
"""

from intranet.base.actor import Role

ANYONE, DEVICE, STAFF = "anyone", "device", "staff"
DISKOMINFO = frozenset({Role.DISKOMINFO_OFFICER, Role.DISKOMINFO_HEAD})
BAWASLU = frozenset({Role.BAWASLU_OFFICER, Role.BAWASLU_COMMISSIONER})
WORKERS = DISKOMINFO | BAWASLU
READERS = WORKERS | {Role.AUDITOR}
KEEPERS = READERS | {Role.ADMIN}
EVERYBODY = KEEPERS | {Role.DUKCAPIL_AUDITOR, Role.SCHEDULER}
CHIEFS = frozenset({Role.DISKOMINFO_HEAD, Role.BAWASLU_COMMISSIONER, Role.ADMIN})
HEAD = frozenset({Role.DISKOMINFO_HEAD, Role.ADMIN})
ADMIN = frozenset({Role.ADMIN})
TRAIL = BAWASLU | {Role.DISKOMINFO_HEAD, Role.ADMIN, Role.AUDITOR}
PARTNER = frozenset({Role.PARTNER})
REGISTRY = frozenset({Role.DUKCAPIL_AUDITOR})
REGISTER = DISKOMINFO | {Role.DUKCAPIL_AUDITOR}
AUDITED = REGISTER | {Role.AUDITOR}
WATCHERS = KEEPERS | {Role.DUKCAPIL_AUDITOR}
KIOSKS = DISKOMINFO | {Role.ADMIN}
INTERFACE = KIOSKS | {Role.AUDITOR}
LITERACY = WORKERS | {Role.SCHEDULER}
LITERACY_READERS = KEEPERS | {Role.SCHEDULER}


def _all(who: object, package: str, names: str) -> dict[str, object]:
    return {f"{package}.{name}": who for name in names.split()}


ROUTES: dict[str, object] = {
    **_all(STAFF, "agencies", "account change_email change_password end_login logout"),
    **_all(ANYONE, "agencies", "login login_post"),
    **_all(ADMIN, "agencies", "add_staff change_roles close_account member new_staff renew staff"),
    **_all(EVERYBODY, "agreements", "changes clause_list documents index show"),
    **_all(KEEPERS, "agreements", "annex closing disputes take_scan task_force"),
    **_all(HEAD, "agreements", "add_scan amend change_clause complete edit finish_renewal institutions lapse_clause new register"),
    **_all(HEAD, "agreements", "draft_notice rename_institution resume seat_holder sign suspend"),
    **_all(CHIEFS, "agreements", "add_document deliberate end_member enlist notice raise_dispute settle"),
    **_all(ANYONE, "assets", "asset"),
    **_all(ADMIN, "calendar", "add_election add_holiday add_stage change_election correct_holiday correct_stage holiday"),
    **_all(ADMIN, "calendar", "new_election remove_holiday remove_stage stage"),
    **_all(KEEPERS, "calendar", "deadlines election holidays index"),
    **_all(STAFF, "cases", "home"),
    **_all(WORKERS, "cases", "case compare listing check_evidence deadline present see_evidence similar take_evidence print_case"),
    **_all(WORKERS, "cases", "act add_evidence_file add_evidence_link add_note ask_disclosure assign hand_over loads mark_case"),
    **_all(WORKERS, "cases", "make_bundle mark_evidence move new new_bundle new_disclosure record reveal set_target"),
    **_all(WORKERS, "cases", "change_filter delete_filter filters save_filter"),
    **_all(PARTNER, "cases", "referrals referral answer_referral take_disclosed"),
    **_all(READERS, "coordination", "action action_list cost_file cost_list evaluation evaluation_file evaluation_list"),
    **_all(READERS, "coordination", "evaluation_paper exchange exchange_file exchange_list forum forum_list import_"),
    **_all(READERS, "coordination", "minutes_paper reference_list"),
    **_all(WORKERS, "coordination", "amend_exchange amend_forum apply_list begin_evaluation call_forum cancel_exchange"),
    **_all(WORKERS, "coordination", "cancel_forum deliver_evaluation discard_evaluation drop_action drop_list edit_cost"),
    **_all(WORKERS, "coordination", "edit_exchange edit_forum enter_cost finish_action hand_over_exchange invite"),
    **_all(WORKERS, "coordination", "issue_evaluation new_evaluation new_exchange new_forum prepare_exchange"),
    **_all(WORKERS, "coordination", "promise_at_forum reassign_action recommend strike take_in_list write_evaluation"),
    **_all(WORKERS, "coordination", "reference_names write_minutes"),
    **_all(REGISTRY, "coordination", "registry_evaluation registry_evaluation_list registry_evaluation_paper"),
    **_all(TRAIL, "checkpoints", "listing note paper show stamp_answer stamp_request"),
    **_all(frozenset({Role.ADMIN, Role.AUDITOR}), "checkpoints", "make"),
    **_all(BAWASLU, "checkpoints", "witness"),
    **_all(CHIEFS | {Role.AUDITOR}, "checkpoints", "attach"),
    **_all(DISKOMINFO, "counter", "desk give_help new_desk queue receipt see_document show_verdicts take_over visit work_desk"),
    **_all(INTERFACE, "counter", "interface"),
    **_all(KIOSKS, "devices", "listing"),
    **_all(HEAD, "devices", "confirm make_code revoke"),
    **_all(WORKERS, "disclosure", "listing show"),
    **_all(WORKERS, "disclosure", "step"),
    **_all(WORKERS, "documents", "cancel change discard drafts make new preview"),
    **_all(WORKERS, "documents", "print_paper"),
    **_all(WORKERS | {Role.ADMIN}, "documents", "register show"),
    **_all(DISKOMINFO, "documents", "takedowns"),
    **_all(ADMIN, "documents", "add_code codes_page end_code set_letterhead set_scheme stationery_page"),
    **_all(EVERYBODY - {Role.SCHEDULER}, "duties", "annex clause index ledger"),
    **_all(KEEPERS, "duties", "take_scan"),
    **_all(WORKERS, "duties", "state"),
    **_all(INTERFACE | {Role.DUKCAPIL_AUDITOR}, "duties", "compliance inventory"),
    **_all(KIOSKS, "duties", "add_credential add_reader add_sam change_credential change_reader check_measure credential"),
    **_all(KIOSKS, "duties", "end_credential end_sam new_credential new_reader new_sam place_sam reader rotate_credential sam"),
    **_all(AUDITED, "identity", "feedback health usage"),
    **_all(DISKOMINFO, "identity", "resume try_again"),
    **_all(STAFF, "inbox", "follow index mark_all_read mark_read"),
    **_all(DEVICE, "kiosk_api", "ask_check call_help check end_visit heartbeat look_up open_visit register"),
    **_all(ANYONE, "kiosk_api", "enrol enrolment nonces"),
    **_all(INTERFACE, "kiosk_api", "openapi_json"),
    **_all(LITERACY_READERS, "learning", "attendance_sheet attended bank certificate certificate_list certificates_pdf question"),
    **_all(LITERACY_READERS, "learning", "report report_pdf see_photo take_photo test test_paper watched"),
    **_all(LITERACY, "learning", "add_answers add_attendees add_photo add_question amend_attendee amend_question"),
    **_all(LITERACY, "learning", "cancel_certificate choose_questions issue_certificates new_question remove_answers"),
    **_all(LITERACY, "learning", "reopen_report set_door watch write_report"),
    **_all(ANYONE, "learning", "check_certificate checked_certificate enter entered tablet take_part thanks"),
    **_all(LITERACY_READERS, "literacy", "coverage grid letter letter_list listing month people_list person policy_page"),
    **_all(LITERACY_READERS, "literacy", "programme programme_list show venue venue_list week"),
    **_all(LITERACY, "literacy", "add_district add_person add_programme add_session add_time add_topic add_venue amend_person"),
    **_all(LITERACY, "literacy", "amend_programme amend_session amend_venue cancel_letter close_feed confirm consent drop_seat"),
    **_all(LITERACY, "literacy", "edit_person edit_programme edit_session fill_seat forget_time import_calendar issue_letters"),
    **_all(LITERACY, "literacy", "move move_programme new_person new_programme new_session new_venue open_feed open_seat"),
    **_all(LITERACY, "literacy", "pin_seat set_room set_way set_week vacate_seat withdraw"),
    **_all(LITERACY, "literacy", "add_wishes ask_plan plan proposal review_plan stop_plan"),
    **_all(ADMIN, "literacy", "set_hours set_policy set_ramadan"),
    **_all(ANYONE, "literacy", "feed"),
    **_all(WORKERS, "oversight", "account_list fact_check fact_check_list hoaxes shift shifts"),
    **_all(WORKERS, "oversight", "close_shift deactivate_account enter link make_case move_fact_check new_account"),
    **_all(WORKERS, "oversight", "new_fact_check new_shift open_fact_check open_shift register_account"),
    **_all(READERS, "outreach", "activity activity_list attendance_sheet dissemination event event_list event_report"),
    **_all(READERS, "outreach", "facility_list loan loan_list loan_paper minutes_paper plan_list plan_month plan_totals"),
    **_all(READERS, "outreach", "see_proof take_proof"),
    **_all(WORKERS, "outreach", "add_participant amend_event cancel_event edit_event hold_event mark_attendance new_event"),
    **_all(WORKERS, "outreach", "plan_event remove_participant report_event settle_action write_minutes"),
    **_all(WORKERS, "outreach", "add_proof amend_plan drop_plan edit_plan log_plan make_plan new_plan"),
    **_all(WORKERS, "outreach", "ask_loan hand_over_loan new_loan offer_facility reply_loan take_back_loan take_off_facility"),
    **_all(WORKERS, "outreach", "agree_activity amend_activity cancel_activity edit_activity finish_activity new_activity"),
    **_all(WORKERS, "outreach", "propose_activity withdraw_loan"),
    **_all(ANYONE, "pages", "preferences"),
    **_all(KEEPERS, "partners", "listing referrals show"),
    **_all(CHIEFS, "partners", "add add_rule change end end_rule fill_rules new"),
    **_all(ADMIN, "partners", "give_accounts"),
    **_all(WORKERS, "prevention", "act act_list enforcement prop_list record return_receipt see_photo take_photo"),
    **_all(WORKERS, "prevention", "amend_act edit_act follow_up new_act record_act"),
    **_all(BAWASLU, "prevention", "add_photo amend_enforcement close count edit_enforcement give_back make_case"),
    **_all(BAWASLU, "prevention", "new_enforcement open_enforcement"),
    **_all(WATCHERS, "privacy", "assessment assessment_paper incident incident_list notice_paper processing processing_paper"),
    **_all(DISKOMINFO, "privacy", "amend_incident close_incident edit_incident issue_notice list_affected new_incident"),
    **_all(DISKOMINFO, "privacy", "record_incident send_notice"),
    **_all(DISKOMINFO | {Role.ADMIN, Role.AUDITOR}, "privacy", "request_list subject_request"),
    **_all(DISKOMINFO, "privacy", "correct_data hand_over_request make_extract new_request refuse_request restrict_data"),
    **_all(DISKOMINFO, "privacy", "record_lookup take_request"),
    **_all(HEAD, "privacy", "erase release_data"),
    **_all(KEEPERS, "privacy", "certificate retention"),
    **_all(ADMIN, "privacy", "set_term"),
    **_all(CHIEFS, "privacy", "hold_case lift_hold"),
    **_all(AUDITED, "privacy", "portal_list portal_lookup"),
    **_all(READERS, "reports", "handling handling_pdf monitoring monitoring_pdf recap recap_pdf"),
    **_all(WORKERS, "reports", "export take today today_pdf"),
    **_all(LITERACY_READERS, "reports", "literacy literacy_pdf literacy_xlsx"),
    **_all(AUDITED, "reports", "usage semester semester_pdf semester_xlsx usage_paper"),
    **_all(AUDITED, "reports", "balikan balikan_pdf balikan_xlsx link_log link_log_pdf link_log_xlsx"),
    **_all(DISKOMINFO, "reports", "deliver_report take_proof"),
    **_all(WORKERS, "reports", "deliver delivery delivery_list delivery_paper new_delivery receive"),
    **_all(frozenset({Role.DISKOMINFO_HEAD}), "reports", "issue_report withdraw_report"),
}

# What an address does with the case (or the evidence, the claim, the paper) it leads to.
SHOW, READ, COPY, PAPER, LEAVE, ASK = "show", "read", "copy", "paper", "leave", "ask"
OF_A_CASE: dict[str, str] = {
    **_all(SHOW, "cases", "case"),  # the page itself: of a secret only the shell
    **_all(READ, "cases", "act add_evidence_file add_evidence_link add_note assign check_evidence mark_case mark_evidence move"),
    **_all(READ, "cases", "compare deadline present reveal similar see_evidence set_target"),
    **_all(LEAVE, "cases", "make_bundle new_bundle"),  # out of the office: by its holder only, marked ones by a disclosure only
    **_all(COPY, "cases", "take_evidence"),
    **_all(PAPER, "cases", "print_case"),
    **_all(ASK, "cases", "ask_disclosure new_disclosure"),  # the way to what one may not read, without showing it
    **_all(READ, "counter", "receipt"),
    **_all(READ, "oversight", "fact_check move_fact_check open_fact_check"),
}
OPEN, RESTRICTED, SECRET = "open", "restricted", "secret"
OWN, OTHER = "own", "other"
# served: it does what it does · shell: it answers, with nothing of the content · refused: 403
OUTCOMES: dict[tuple[str, str, str], str] = {
    **{(what, OPEN, side): "served" for what in (SHOW, READ, COPY, PAPER, ASK) for side in (OWN, OTHER)},
    **{(what, RESTRICTED, side): "served" for what in (SHOW, READ, ASK) for side in (OWN, OTHER)},
    **{(what, mark, OWN): "served" for what in (SHOW, READ, COPY, PAPER, ASK) for mark in (RESTRICTED, SECRET)},
    (COPY, RESTRICTED, OTHER): "refused",
    (PAPER, RESTRICTED, OTHER): "refused",
    **{(LEAVE, mark, side): "refused" for mark in (OPEN, RESTRICTED, SECRET) for side in (OWN, OTHER)},
    (LEAVE, OPEN, OWN): "served",
    (SHOW, SECRET, OTHER): "shell",
    (ASK, SECRET, OTHER): "shell",
    (READ, SECRET, OTHER): "refused",
    (COPY, SECRET, OTHER): "refused",
    (PAPER, SECRET, OTHER): "refused",
}
