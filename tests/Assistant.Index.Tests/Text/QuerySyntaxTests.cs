using Assistant.Index.Text;

namespace Assistant.Index.Tests.Text;

public sealed class QuerySyntaxTests
{
    [Theory]
    [InlineData("remote write", "Words(remote write)")]
    [InlineData("\"remote write\" queue", "Required(remote write) Words(queue)")]
    [InlineData("memory -swap", "Words(memory) Excluded(swap)")]
    [InlineData("memory -\"page cache\"", "Words(memory) Excluded(page cache)")]
    [InlineData("title:rust loops", "Required(rust)/title Words(loops)")]
    [InlineData("title:\"hash map\"", "Required(hash map)/title")]
    [InlineData("prom* rules", "Prefix(prom) Words(rules)")]
    [InlineData("ls -l --all", "Words(ls -l --all)")]
    [InlineData("-swap", "Words(swap)")]
    [InlineData("a \"lone quote", "Words(a \"lone quote)")]
    [InlineData("http://x.y std::vector foo:bar title:", "Words(http://x.y std::vector foo:bar title:)")]
    [InlineData("\"\"", "Words(\" \")")]
    [InlineData("well-known", "Words(well-known)")]
    [InlineData("* a* ** ?", "Words(* a* ** ?)")]
    public void Parts_are_read_as_documented(string query, string parts) =>
        Assert.Equal(parts, string.Join(' ', QuerySyntax.Parse(query).Select(p => $"{p.Kind}({p.Text}){(p.Field is null ? "" : "/" + p.Field)}")));

    [Fact]
    public void Quotes_and_dashes_in_a_long_question_are_prose()
    {
        const string Query = "why does the second edition say that \"ownership\" is -unlike in other languages- checked when the program is compiled";
        Assert.Equal(new QueryPart(QueryPartKind.Words, Query, null), Assert.Single(QuerySyntax.Parse(Query)));
    }

    [Fact]
    public void Any_text_is_a_query()
    {
        var random = new Random(1);
        const string Signs = "\"-:*() \tabtitle:😀é日\0\\ANDORNOT~^";
        for (var i = 0; i < 50_000; i++)
        {
            var text = new char[random.Next(40)];
            foreach (ref var c in text.AsSpan())
                c = Signs[random.Next(Signs.Length)];
            Assert.NotNull(QuerySyntax.Parse(new string(text)));
        }

        Assert.NotEmpty(QuerySyntax.Parse(new string('x', 100_000)));
        Assert.NotEmpty(QuerySyntax.Parse(string.Concat(Enumerable.Repeat("\"a b\" -c ", 5_000))));
    }
}
