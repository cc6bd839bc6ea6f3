"""Words that say something sensitive of whoever stands before them, by class (GDPR articles 9 and 10)."""

__all__ = ["MORE_DETAIL"]

_AILMENT = (
    r"(?:hjärt\w+|njur\w+svikt|\w+svikt|\w*infarkt\w*|\w*blödning\w*|\w*inflammation\w*|\w*syndrom\w*|downs\w*"
    r"|(?:utvecklings|personlighets|sömn|tvångs|hormon)?störning\w*|\w*sjukdom\w*|\w*värk\w*|\w*fobi\b|\w*skleros"
    r"|nedsatt \w+|pacemaker|insulinpump|proteser?|stomi|kateter|artros|psoriasis|celiaki|\bals\b|\bkol\b|aids"
    r"|tuberkulos|borrelia|blodpropp\w*|högt blodtryck|hjärnskakning|\w*fraktur\w*|tinnitus|glaukom|grå starr"
    r"|asthma|cancer|diabetes|depression|dementia|epilepsy|anxiety|a disability)"
)
_HEALTH = (
    rf"(?:har|hade|fick|fått|har fått|lider av|drabbades av|drabbats av|lever med|bär|diagnostiserades med|suffers from"
    rf"|was diagnosed with|has)\s+(?:\w+\s+){{0,2}}?{_AILMENT}"
    r"|(?:medicinera[rs]|behandlas|behandlades|vårdas|vårdades|opereras|opererades|rehabiliteras)\s+(?:för|mot|efter|på)"
    r"\s+\w+(?:\s(?:starr|blodtryck))?"
    r"|(?:äter|tar|får|tog)\s+(?:\w+\s+)?(?:\w*medicin(?:er)?|\w*tabletter|antidepressiva|insulin|\w*läkemedel"
    r"|sömnmedel|cellgifter|litium|blodförtunnande)"
    r"|går\s+(?:på|hos|i)\s+(?:\w+\s+)?(?:dialys|psykolog\w*|psykiat\w+|\w*terapeut\w*|\w*terapi|strålning\w*"
    r"|AA-möten|kurator\w*|avgiftning)"
    r"|(?:är|var|blev)\s+(?:\w+\s+)?(?:färgblind|döv|blind|\w+intolerant|\w*allergisk|dyslektiker|epileptiker|autist"
    r"|narkoman|\w*missbrukare|spelberoende|\w*förlamad|rullstolsbunden|\w*skadad|överviktig|utvecklingsstörd"
    r"|dialyssjuk|\w{3,}sjuk|sjuk i\s+\w+|steril)"
    r"|(?:har varit|är|blev|var)\s+inlagd\s+\w+\s+\w+|(?:genomgick|genomgår|genomgått)\s+(?:en\s+|ett\s+)?\w*"
    r"(?:operation|behandling|transplantation|abort|könskorrigering|IVF|rehabilitering|amputation)\w*"
    r"|fick\s+(?:ett\s+)?missfall|har\s+(?:amputerats|smittats)"
)
_UNION_OR_PARTY = (
    r"(?:Kommunal|Vision|Unionen|IF Metall|Byggnads|Seko|Handels|Ledarna|Vårdförbundet|Sveriges Lärare|Transport"
    r"|Sveriges Ingenjörer|\w+facket|facket|fackklubben|Livs|Pappers|GS|SAC|Saco|\w+förbundet|\w+partiet"
    r"|\w*demokraterna|Moderaterna|Liberalerna|Ung Vänster|CUF|SSU|MUF)"
)
_UNION = (
    r"(?:är|var|blev|har varit)\s+(?:\w+\s+)?(?:med|aktiv|engagerad|organiserad|skyddsombud|\w*ombud|förtroendevald"
    rf"|medlem|ordförande|kassör)\s+(?:i|för|hos|inom|på)\s+{_UNION_OR_PARTY}\b"
    rf"|(?:tillhör|sitter i styrelsen för|betalar (?:fack)?avgift till|gick med i|gick ur|lämnade)"
    rf"\s+{_UNION_OR_PARTY}\b"
    r"|(?:är|var)\s+(?:\w+\s+)?(?:sverigedemokrat|socialdemokrat|vänsterpartist|kommunist|miljöpartist|centerpartist"
    r"|kristdemokrat|nazist|anarkist)\b"
)
_FAITH = (
    r"ber\s+(?:\w+\s+){1,3}(?:om dagen|till \w+)|bär\s+(?:\w+\s+)?(?:slöja|hijab|niqab|kippa|turban|burka)"
    r"|konverter(?:ade|at|ar)\s+till\s+\w+|fastar\s+under\s+ramadan|firar\s+(?:ramadan|sabbat\w*|eid)"
    r"|går\s+(?:\w+\s+)?(?:till|i)\s+(?:moské\w*|synagog\w*|gudstjänst\w*|mässan)|(?:är|var)\s+(?:\w+\s+)?(?:sikh"
    r"|mormon|baptist|judinna|ortodox|troende|djupt troende|frikyrklig|bekännande)\b"
)
_LIFE = (
    r"(?:är|var)\s+(?:gift|sambo|ihop|tillsammans|förlovad)\s+med\s+en\s+(?:man|kvinna|tjej|kille)\b"
    r"|lever\s+(?:ihop\s+|tillsammans\s+)?med\s+en\s+(?:man|kvinna)\b|(?:är|var)\s+(?:\w+\s+)?(?:homosexuell|bisexuell"
    r"|pansexuell|asexuell|gay|queer|bög|flata|icke-binär)\b|kom\s+ut\s+som\s+\w+|(?:håller på att|ska)\s+byta\s+kön"
)
_ORIGIN = (
    r"(?:har|är av)\s+(?:\w+\s+)?(?:samisk|romsk|judisk|kurdisk|tornedals|etnisk)\w*\s+(?:ursprung|påbrå|bakgrund"
    r"|härkomst|rötter)|(?:tillhör|kommer från)\s+(?:den\s+|en\s+)?(?:romska|samiska|judiska|kurdiska|romsk|samisk"
    r"|judisk|kurdisk)\s+\w+"
)
_CRIME = (
    r"(?:är|blev|var)\s+(?:polisanmäld|efterlyst|anhållen|frihetsberövad|villkorligt frigiven|brottsmisstänkt)"
    r"|sitter\s+(?:i\s+fängelse|inne|häktad|anhållen|på anstalt)|har\s+suttit\s+(?:i\s+fängelse|inne|häktad)"
    r"|har\s+(?:\w+\s+)?(?:dom(?:ar)?\s+för\s+\w+|fotboja|ett kriminellt förflutet)|polisanmäldes"
    r"|har\s+dömts\s+för\s+\w+"
)
_SUPPORT = (
    r"(?:har|lever\s+med|fick)\s+(?:\w+\s+)?(?:skyddad identitet|skulder\s+hos\s+\w+|betalningsanmärkning\w*"
    r"|skyddade personuppgifter|god man|förvaltare)"
    r"|(?:fick|har fått)\s+avslag\s+på\s+sin\s+asyl\w+|söker\s+asyl|lever\s+på\s+(?:social\w+|existensminimum)"
    r"|blev\s+vräkt|har\s+(?:fått|haft)\s+(?:försörjningsstöd|socialbidrag|ekonomiskt bistånd)"
)
# One alternative of a pattern that ignores case.
MORE_DETAIL = f"{_HEALTH}|{_UNION}|{_FAITH}|{_LIFE}|{_ORIGIN}|{_CRIME}|{_SUPPORT}"
