"""Broad genres: what the many names of genres in the corpus come to.

The order of the table decides: an 'agency analysis' is an analysis before it is agency copy.
"""

import re

OTHER = "other"

# Each word or phrase counts at a word's beginning: 'record' is in 'recorded-vote summary' too.
BROAD_GENRES = {
    "live blog, thread or post": (
        "live, liveblog, thread, social, tweet, twitter, mastodon, telegram channel, x post, "
        "facebook, discord, chat log, group chat, group-chat, sms, text message, mailing-list, "
        "embassy post, notification"
    ),
    "newsletter or bulletin": "newsletter, bulletin, digest, circular, flyer, yearbook",
    "analysis or explainer": (
        "analysis, explainer, q&a, q and a, what-we-know, think-tank, feature, encyclopaedia, "
        "wikipedia, policy brief, research note, briefing note, law-firm briefing, long read, "
        "factbox, interview"
    ),
    "opinion, column or blog": (
        "op-ed, opinion, column, blog, editorial, letter to the editor, letters page, sketch, "
        "commentary"
    ),
    "broadcaster": (
        "broadcast, public-broadcaster, radio, tv, podcast, bbc, abc-like, public media, "
        "cable news, breakfast show, talk-show, voice note, network website"
    ),
    "press release or official statement": (
        "press release, press summary, press briefing, press-briefing, press conference, "
        "press-conference, press statement, press note, press office, press-office, "
        "press service, press communique, press coverage, un press, un news, un-style press, "
        "meetings coverage, meeting summary, briefing, stakeout, communiqu, statement, "
        "diplomatic, ministry, foreign-ministry, letter, memo, cable, readout, "
        "government readouts, note verbale, company filing, proxy, shareholder, agm press"
    ),
    "official record": (
        "verbatim, record, minutes, hansard, roll call, roll-call, division list, "
        "committee report, committee mark-up, proceedings, speech, floor-speech, delegate, "
        "explanation of, written explanations, transcript, hearing, bundestag web summary, "
        "legal notice, tally, tender, ocr"
    ),
    "local or regional press": (
        "local, metro, regional, county, state capital, state-capital, statehouse, city, town, "
        "small-town, suburban, rural, village, borough, provincial, municipal, council report, "
        "council news, school, parish, philadelphia, denver, detroit, new york-type, chicago, "
        "californian, midwest"
    ),
    "trade or specialist press": (
        "trade, union, eu-affairs, eu affairs, church, diocesan, religious, ecumenical, catholic, "
        "synod, sport, football, cricket, chess, fan, aviation, medical, health, energy, "
        "maritime, farm, agricultur, student, university, campus, college, professional, tech, "
        "legal, hr trade, housing, arts, cooperative, co-op, ngo, development, business paper, "
        "business press, business report, company agm, standards"
    ),
    "news agency": (
        "agency, wire, newswire, xinhua, afp, ap-like, pti, associated, reuters, bloomberg, "
        "news service, canadian press, ticker"
    ),
    "newspaper": "newspaper, daily, paper, broadsheet, tabloid, weekly, sunday, magazine",
    "news report or site": "news, site, portal, web, online, hill",
}
_PATTERNS = {
    broad: re.compile(
        rf"(?<![\w&-])(?:{'|'.join(map(re.escape, words.split(', ')))})", re.IGNORECASE
    )
    for broad, words in BROAD_GENRES.items()
}


def broad_genre(genre: str) -> str:
    """The broad genre of one of the corpus's genres; OTHER where no word tells it."""
    return next((broad for broad, words in _PATTERNS.items() if words.search(genre)), OTHER)
