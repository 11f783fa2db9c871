"""Closed word lists of the reading rules: titles, agent nouns, words that are no name."""

HONORIFICS = frozenset(
    """
    Mr Mr. Mrs Mrs. Ms Ms. Miss Dr Dr. Prof. Professor Sir Dame Lord Lady Baroness Baron
    Hon. Rev. Reverend Bishop Archbishop Pastor Imam Rabbi Sheikh Senator Sen. Rep. Cllr
    Cllr. Councillor Councilmember Councilman Councilwoman Alderman Gov. Governor Ambassador
    Amb. Chancellor President Premier Minister Secretary Chairman Chairwoman Chairperson
    Judge General Gen. Col. Colonel Comrade Commissioner Delegate Deputy MP MEP Mayor
    Trustee H.E. Madam
    """.split()
)

TITLE_WORDS = frozenset(
    """
    minister ministers prime foreign deputy vice first second third president secretary
    state home external internal defence defense finance interior trade justice health
    energy environment climate education agriculture fisheries transport labour labor
    development cooperation affairs parliamentary party group european union chancellor
    exchequer ambassador envoy permanent representative special charge chargé d'affaires
    d’affaires spokesman spokeswoman spokesperson press chief leader head chair chairman
    chairwoman chairperson director general executive officer ceo counsel senator lawmaker
    mp mep deputies delegate negotiator commissioner governor mayor king queen prince
    princess emir sultan premier acting outgoing incoming new veteran senior junior top
    national security adviser advisor un whip counsellor counselor attaché attache
    coordinator treasurer main lead young own opposition backbencher backbench rapporteur
    founder member board trustee minority majority floor house speaker economy economic
    water sports culture tourism mining mines oil gas political military legal social public
    works information digital technology science planning budget fm pm dpr amb amb. mr mr.
    mrs mrs. ms ms. dr dr. sir dame lord lady observer undersecretary under-secretary
    secretary-general director-general attorney solicitor country's country’s of the for to
    at and in 's ’s ' ’ rep sen gov comrade pastor bishop archbishop counterpart colleague
    cabinet committee delegation mission ministry department government office campaign
    policy central bank reserve federal regional provincial local resident
    vice-president vice-chair vice-chairman co-leader co-chair co-chairman co-founder admiral
    marshal lieutenant colonel major captain brigadier navy army police consul nuncio princess
    organizer organiser activist councillor councilor councilman councilwoman mk mla td ranking
    manager steward cde spox
    """.split()
)

AGENT_NOUNS = frozenset(
    """
    government minister ministers ministry ambassador envoy envoys delegation delegates
    delegate mission diplomat diplomats president premier chancellor official officials side
    representative representatives spokesman spokeswoman spokesperson leader leaders
    authorities administration foreign prime deputy permanent negotiator negotiators
    governor vote veto seat position whip chair cabinet chief emissary charge chargé
    counsellor fm pm rep min amb
    """.split()
)

# 'The Irish text', 'a French-drafted resolution': whose it is; not 'the English text'.
TABLED_NOUNS = frozenset("draft text proposal motion amendment initiative".split())
AUTHORSHIP = frozenset("drafted penned sponsored tabled proposed written authored".split())
LANGUAGES = frozenset({"English"})

PLACE_PREPOSITIONS = frozenset(
    """
    in at near outside around across inside into toward towards via through from to leaving
    reached visiting for
    """.split()
)

ORGANISATION_NOUNS = frozenset(
    """
    Association Union Federation Confederation Council Alliance League Coalition Chamber
    Institute Foundation Trust Society Network Campaign Fund Bank Agency Authority Forum
    Congress Committee Movement Front Guild Club Group Conference Syndicate Lobby
    Cooperative Board Bureau Commission Ministry Caucus Workers Partners Capital Investors
    Bar
    """.split()
)

# 'The hotel association': nouns that make a described organisation an actor without a name.
DESCRIBED_NOUNS = (
    "association",
    "union",
    "federation",
    "confederation",
    "alliance",
    "league",
    "coalition",
    "chamber of commerce",
    "chamber of mines",
    "foundation",
    "guild",
    "syndicate",
    "lobby",
    "movement",
    "caucus",
    "conference",
    "junta",
)

NO_GROUP_WORDS = frozenset(
    """
    other same old new next last whole press news video annual
    """.split()
)

PARTY_NOUNS = frozenset(
    """
    Party Democrats Greens Liberals Conservatives Socialists Communists Nationalists
    Republicans Labour
    """.split()
)

NO_ACTOR_WORDS = frozenset(
    """
    a an the draft resolution paragraph annex article section chapter bill motion amendment
    council assembly parliament senate congress treaty pact protocol act law court monday
    tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december op item clause rule line version text
    host hon chamber secretariat question speaker anchor narrator presenter reporter internet
    twitter facebook
    telegram covid amendments resolutions no yes but and if when while after before since
    what who why how this that these those it he she they we you i there here all both
    neither not on in at by as its his her their our my
    aye ayes noes tellers lobby benches easter christmas ramadan ii iii supervisor supt prof
    members gentleman cfo egm agm
    """.split()
)

NO_NAME_WORDS = frozenset(
    """
    The A An In On At For Of And But If When While After Before Since What Who Why How This
    That General State Foreign Prime Minister President Council Assembly Secretary
    Speaker Chair Chairman Chairperson Commissioner Minister Ambassador
    """.split()
)

# Alone behind a title they are none: 'State Minister Dr. X', 'Queen St', 'the hon. Member'.
NO_NAMES = frozenset(
    "Dr Prof Supt St Member Members Friend Friends Gentleman Lady Colleague".split()
)

# After these, a capitalised name is a person's, whatever the recogniser thinks.
PERSON_TITLES = frozenset(
    """
    minister ministers premier president chancellor ambassador envoy envoys representative
    d'affaires d’affaires spokesman spokeswoman spokesperson leader head chair chairman
    chairwoman chairperson director secretary secretary-general chief officer counsel
    senator lawmaker deputy delegate negotiator commissioner governor mayor whip counsellor
    treasurer adviser advisor rapporteur founder executive councillor trustee pastor bishop
    comrade congressman congresswoman assemblyman backbencher observer director-general
    attorney correspondent analyst professor steward organiser organizer captain colonel
    general king queen prince princess emir sheikh judge justice manager farmer teacher
    nurse
    """.split()
)

# Held for a state: the state is the principal even where only a dateline tells which.
PUBLIC_OFFICES = frozenset(
    """
    minister secretary president ambassador envoy chancellor premier spokesperson spokesman
    spokeswoman representative commissioner
    """.split()
)

# Held for whatever the sentences before are about.
OTHER_OFFICES = frozenset(
    """
    director manager executive treasurer adviser advisor delegate negotiator undersecretary head
    """.split()
)

# Held in a party, a group or an association, where a word of these stands before them.
PARTY_OFFICES = frozenset(
    """
    leader whip president chairman chairwoman chairperson chair spokesman spokeswoman spokesperson
    secretary coordinator
    """.split()
)
PARTY_WORDS = frozenset(
    """
    party group bloc faction union club association federation company league deputy parliamentary
    its general
    """.split()
)

# Whoever holds one of these votes for himself, of whatever party or place he is.
MANDATES = frozenset(
    """
    senator senators sen sens representatives rep reps mp mps mep meps mk mks mla mlas mp's deputies
    lawmaker lawmakers legislator legislators member members councillor councillors councilor
    councilors councilman councilwoman councilmember cllr cllrs cr coun alderman assemblyman
    congressman congresswoman backbencher mayor governor gov speaker deputy delegates
    """.split()
)

# These end what somebody is called: what follows is no part of an office.
CLAUSE_WORDS = frozenset(
    """
    said says told tells asked asks is was were are be been has had have will would could may
    and or but that which who whom as when while where after before by without from than then
    not draft text resolution bill vote votes voted motion amendment against he she it they his
    her their
    """.split()
)

# Not part of what somebody is ('its draft said X'), but of what somebody does.
NO_OFFICE_WORDS = frozenset(
    """
    said says told tells is was were are be been has had have will would could may and or but
    that which who as when while after before by with without from than then not draft text
    resolution bill vote motion amendment against for to on
    """.split()
)
