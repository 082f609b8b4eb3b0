using Assistant.Core.Knowledge;
using Assistant.Core.Text;

namespace Assistant.Storage.Sqlite;

/// <summary>Triples of a document and the terms that they are found by.</summary>
internal static class TripleRows
{
    private const int OfEntity = 0;
    private const int OfPredicate = 1;

    /// <summary>Replaces the triples of a document.</summary>
    public static void Replace(WriteTransaction transaction, long document, IReadOnlyList<Triple> triples)
    {
        Remove(transaction, document);
        foreach (var triple in triples)
        {
            var key = transaction.Statement("""INSERT INTO triple(document, subject, predicate, object, start, "end") VALUES(?, ?, ?, ?, ?, ?) RETURNING key""")
                .Bind(document).Bind(triple.Subject).Bind(triple.Predicate).Bind(triple.Value).Bind(triple.Start).Bind(triple.End).Scalar()!.Value;
            AddTerms(transaction, key, OfEntity, EntityTerms($"{triple.Subject} {triple.Value}"));
            AddTerms(transaction, key, OfPredicate, Terms(triple.Predicate));
        }
    }

    /// <summary>Removes the triples of a document.</summary>
    public static void Remove(WriteTransaction transaction, long document)
    {
        transaction.Statement("DELETE FROM triple_term WHERE triple IN (SELECT key FROM triple WHERE document = ?)").Bind(document).Run();
        transaction.Statement("DELETE FROM triple WHERE document = ?").Bind(document).Run();
    }

    /// <summary>What a filter's words ask for: terms and their part, all of which a triple must have. Null where words are given that ask for nothing, such as articles alone.</summary>
    public static IReadOnlyList<(string Term, int Part)>? Conditions(TripleFilter filter)
    {
        List<string> about = [.. EntityTerms(filter.About ?? "")];
        List<string> relation = [.. Terms(filter.Relation ?? "")];
        return (filter.About is not null && about.Count == 0) || (filter.Relation is not null && relation.Count == 0)
            ? null
            : [.. about.Select(term => (term, OfEntity)), .. relation.Select(term => (term, OfPredicate))];
    }

    private static void AddTerms(WriteTransaction transaction, long triple, int part, IEnumerable<string> terms)
    {
        foreach (var term in terms)
            transaction.Statement("INSERT INTO triple_term(term, part, triple) VALUES(?, ?, ?)").Bind(term).Bind(part).Bind(triple).Run();
    }

    private static IEnumerable<string> EntityTerms(string text) => Terms(text).Where(term => !StopWords.Stems.Contains(term));

    // "is" and "has" are relations as good as others.
    private static IEnumerable<string> Terms(string text) => Term.ListOf(text).Select(term => term.Value).Distinct();
}
