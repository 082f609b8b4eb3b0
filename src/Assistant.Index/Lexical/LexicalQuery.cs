namespace Assistant.Index.Lexical;

/// <summary>A term that adds to the score.</summary>
/// <param name="Bytes">UTF-8 of the term.</param>
/// <param name="Boost">Factor on its weight, above 0 for terms that score; 0 for terms that are only required or excluded.</param>
/// <param name="Fields">Mask of the fields that count.</param>
/// <param name="Group">Terms of one group (expansions of a prefix) share an inverse document frequency, that of one word which stands wherever any of them does; −1 for none.</param>
internal sealed record QueryTerm(byte[] Bytes, float Boost, int Fields = FieldWeights.AllFields, int Group = -1);

/// <summary>Words that stand at given distances in one field; one word alone is the simplest case.</summary>
/// <param name="Slots">For each place its distance from the first, and the terms that may stand there (indices of <see cref="LexicalQuery.Terms"/>).</param>
/// <param name="Fields">Mask of the fields that it may stand in.</param>
internal sealed record QueryPhrase(IReadOnlyList<(int Offset, int[] Terms)> Slots, int Fields);

/// <summary>A query over terms.</summary>
/// <param name="Terms">Distinct terms.</param>
/// <param name="Required">A chunk must have all of these.</param>
/// <param name="Excluded">A chunk must have none of these.</param>
internal sealed record LexicalQuery(IReadOnlyList<QueryTerm> Terms, IReadOnlyList<QueryPhrase> Required, IReadOnlyList<QueryPhrase> Excluded);
