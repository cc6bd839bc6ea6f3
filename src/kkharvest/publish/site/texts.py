"""The site's longer texts in Swedish and English: paragraphs, or a heading with paragraphs."""

# ruff: noqa: E501 - a paragraph a line

from typing import Final

__all__ = ["TEXTS"]

Text = str | tuple[str, ...]

TEXTS: Final[dict[str, dict[str, tuple[Text, ...]]]] = {
    "sv": {
        "om": (
            "Här samlas goda exempel på hur kommuner och näringsliv samverkar för klimatneutrala städer 2030, med ett gott liv för alla inom planetens gränser.",
            "Klimatkonkurrenskraft är ett initiativ av Viable Cities, Sveriges Kommuner och Regioner och Klimatkommunerna. Samlingen visar vad som redan görs, så att fler kan göra detsamma, och vilka hinder de har mött som har prövat.",
            (
                "Så väljs exemplen",
                "Öppna webbsidor hos kommuner, regioner, myndigheter, högskolor och andra aktörer läses igenom automatiskt, och modeller föreslår vad som kan vara ett exempel och vilka teman det hör till. En människa granskar varje förslag. Det som inte har godkänts visas inte.",
                "Ett exempel beskriver något konkret som en kommun eller region och näringslivet gör tillsammans och som minskar klimatpåverkan eller stärker omställningen.",
            ),
            (
                "Vad du kan lita på",
                "Varje exempel leder till sin källa. Länken till ett exempel ändras inte, och dess id ges aldrig till något annat. Under varje exempel står när det togs in och vad som har ändrats sedan dess.",
                "Sammanfattningarna är korta och ersätter inte källan. Att ett exempel finns här betyder inte att någon har mätt effekten av det.",
            ),
        ),
        "bidra": (
            "Känner du till ett exempel på hur kommun och näringsliv samverkar i klimatomställningen? Bidra gärna med material eller inspel.",
            (
                "Tipsa om ett exempel",
                "Skicka adressen till en öppen webbsida som beskriver satsningen, gärna med några ord om vad som är nytt och vilka som är med. Redaktionen läser källan och avgör om den passar in.",
            ),
            (
                "Rätta eller ta bort",
                "Är något fel, eller vill du att ett exempel eller en personuppgift tas bort? Ange exemplets beständiga id, som står bland dess fakta. Det som tas bort på begäran försvinner även ur tidigare utgåvor.",
            ),
            (
                "Använd materialet",
                "Allt innehåll får användas fritt om källan anges. Under Data och flöden finns filer att ladda ner och flöden att prenumerera på.",
            ),
        ),
        "tillganglighet": (
            "Alla ska kunna använda webbplatsen. Den är byggd för att uppfylla lagen om tillgänglighet till digital offentlig service och WCAG 2.2 på nivå AA.",
            (
                "Så är den byggd",
                "Den fungerar utan JavaScript, med enbart tangentbord, med skärmläsare, i 400 procents förstoring, utskriven och i ljust och mörkt läge. Bara sökningen behöver JavaScript; allt som går att söka fram nås också genom att bläddra.",
            ),
            (
                "Brister vi känner till",
                "Sammanfattningar och citat visas på källans språk. Källorna som exemplen länkar till är andras webbplatser och kan ha brister som vi inte rår över. Kartan läses inte upp, men allt den visar finns även som lista.",
            ),
            (
                "Så har den prövats",
                "Varje slags sida provas automatiskt med axe-core i ljust och mörkt läge och i bred och smal visning, och tangentbordet provas för sig. Någon oberoende granskning har inte gjorts.",
            ),
            (
                "Hittar du ett hinder?",
                "Säg till, så rättar vi det. Är du inte nöjd med svaret kan du vända dig till Myndigheten för digital förvaltning (Digg), som är tillsynsmyndighet.",
            ),
        ),
    },
    "en": {
        "om": (
            "Good examples of how Swedish municipalities and business work together towards climate-neutral cities by 2030, with a good life for all within the planet's boundaries.",
            "Klimatkonkurrenskraft (climate competitiveness) is an initiative of Viable Cities, the Swedish Association of Local Authorities and Regions and Klimatkommunerna. The collection shows what is being done already, so that others can do the same, and which obstacles were met.",
            (
                "How examples are chosen",
                "Public pages of municipalities, regions, agencies, universities and others are read automatically, and models suggest what may be an example and which themes it belongs to. A person reviews every suggestion. Nothing is shown that has not been accepted.",
                "An example describes something definite that a municipality or region and business do together and that lowers emissions or furthers the transition.",
            ),
            (
                "What you can rely on",
                "Every example leads to its source. The link to an example does not change, and its id is never given to another. Each example says when it was taken in and what has changed since.",
                "Summaries are short and do not replace the source. That an example stands here does not mean that its effect has been measured.",
            ),
        ),
        "bidra": (
            "Do you know an example of how municipalities and business work together on the climate transition? Please contribute.",
            (
                "Suggest an example",
                "Send the address of a public page that describes it, with a few words on what is new and who takes part. The editors read the source and decide.",
            ),
            (
                "Correct or remove",
                "Is something wrong, or should an example or a piece of personal data be removed? Give the permanent id of the example, which stands among its facts. What is removed on request disappears from earlier releases, too.",
            ),
            (
                "Use the material",
                "All content may be used freely when the source is named. Files and feeds stand under Data and feeds.",
            ),
        ),
        "tillganglighet": (
            "Everybody should be able to use this site. It is built to meet the Swedish act on accessibility of digital public services and WCAG 2.2 level AA.",
            (
                "How it is built",
                "It works without JavaScript, with a keyboard alone, with a screen reader, at 400 per cent zoom, printed, and in light and dark mode. Only the search needs JavaScript; all that it finds can be reached by browsing.",
            ),
            (
                "Known shortcomings",
                "Summaries and quotations are shown in the language of the source. The sources are other people's sites and may have faults that we cannot mend. The map is not read out, and everything on it is also a list.",
            ),
            (
                "How it was tested",
                "Every kind of page is tested automatically with axe-core in light and dark mode and in wide and narrow windows, and the keyboard on its own. No independent audit has been made.",
            ),
            (
                "Did you meet an obstacle?",
                "Tell us, and we will mend it. The Swedish Agency for Digital Government (Digg) supervises.",
            ),
        ),
    },
}
