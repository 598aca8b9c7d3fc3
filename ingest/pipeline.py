"""The way from a file to its claims, in one place."""
from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.calibration import calibrate
from kg.types import Document, DocumentClaims

if TYPE_CHECKING:
    from ingest.patterns import Patterns
    from ingest.readers import Source
    from ingest.tagger import Tagger
    from ingest.words import Words
    from kg.text.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Kit:
    """Everything extraction needs that is costly to build; one for each process."""

    tagger: Tagger
    lexicon: Lexicon
    words: Words
    patterns: Patterns

    @classmethod
    def load(cls, lexicon: Path | None = None) -> Kit:
        """Read the lexicons (with the user's folder `lexicon`), the pattern files and LAC.

        Raises DataError for a wrong row of a data file.
        """
        from ingest.patterns import Patterns
        from ingest.tagger import Tagger
        from ingest.words import Words
        from kg.text.lexicon import Lexicon

        return cls(Tagger(), Lexicon.load(lexicon), Words.load(), Patterns.load())


def read_document(source: Path | Source) -> Document:
    """A file as a document with sections and sentences. Raises ReadError."""
    from ingest.clean import clean
    from ingest.outline import outline
    from ingest.readers import Source, read_source

    raw = read_source(Source.open(source) if isinstance(source, Path) else source)
    return outline(raw, clean(raw))


# Reports write ，；： and ,;: side by side. Analysis sees one form, of the same length, so offsets hold.
_PUNCTUATION = str.maketrans("，；：！？（）「」『』", ",;:!?()“”‘’")


def analyse(kit: Kit, document: Document, *, raw: bool = False) -> DocumentClaims:
    """All that a document says: its entities, relations and observations, resolved within it.

    `raw` leaves the confidence as the extractors give it, to be measured.
    """
    plain = replace(document, text=document.text.translate(_PUNCTUATION), title=document.title.translate(_PUNCTUATION))
    claims = _analyse(kit, plain)
    return replace(claims if raw else calibrate(claims), document=document)


def _analyse(kit: Kit, document: Document) -> DocumentClaims:
    from ingest.mentions import find_mentions
    from ingest.observations import observe
    from ingest.relations import relate
    from ingest.resolve import refer, resolve

    tokens = kit.tagger.tag(document)
    mentions = refer(document, find_mentions(kit.lexicon, document, tokens))
    relations = relate(kit, document, tokens, mentions)
    observations = observe(kit, document, tokens, mentions)
    return resolve(kit, document, mentions, relations, observations)


def extract(kit: Kit, source: Path | Source) -> DocumentClaims:
    """Read one file and return its claims. Raises ReadError when it cannot be read."""
    from ingest.readers import Source
    from ingest.sheets import is_sheet

    if is_sheet(source if isinstance(source, Path) else source.path):
        from ingest.sheet_claims import extract_sheets

        return extract_sheets(kit, Source.open(source) if isinstance(source, Path) else source)
    return analyse(kit, read_document(source))
