namespace Assistant.Index.Lexical;

/// <summary>Tells whether a document has any of the excluded phrases; documents are asked in rising order.</summary>
internal sealed class ExclusionCheck(PhraseMatcher[] phrases)
{
    /// <summary>Whether a document is excluded.</summary>
    public bool IsExcluded(int doc)
    {
        foreach (var phrase in phrases)
        {
            if (phrase.Advance(doc) == doc && phrase.Matches(doc))
                return true;
        }

        return false;
    }
}
