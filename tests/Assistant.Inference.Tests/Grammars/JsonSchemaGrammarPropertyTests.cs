using System.Text;
using System.Text.Json;
using Assistant.Inference.Grammars;

namespace Assistant.Inference.Tests.Grammars;

public sealed class JsonSchemaGrammarPropertyTests
{
    private const int Schemas = 400;
    private const int Samples = 12;
    private const string Inserted = "{}[],:\"\\0123456789-.eE abcdtrufalsn\n";

    [Fact]
    public void Whatever_a_grammar_admits_satisfies_its_schema()
    {
        var random = new Random(20);
        var (converted, near, misses) = (0, 0, 0);
        for (var i = 0; i < Schemas; i++)
        {
            var schema = JsonSerializer.SerializeToElement(new RandomSchema(random).Next());
            string text;
            try
            {
                text = JsonSchemaGrammar.Convert(schema);
            }
            catch (JsonSchemaException)
            {
                // Refused with a reason: branches of oneOf that overlap, types that exclude each other, …
                continue;
            }

            converted++;
            var grammar = Gbnf.Parse(text);
            var check = new SchemaCheck(schema);
            for (var s = 0; s < Samples; s++)
            {
                var sample = grammar.Sample(random);
                Assert.True(IsValid(check, sample), $"{schema.GetRawText()}\nadmits {sample}");
                if (sample.Length > 400) continue;
                Assert.True(grammar.Accepts(sample), $"{schema.GetRawText()}\nwrote but does not admit {sample}");
                var missed = Edit(sample, random);
                var isAdmitted = grammar.Accepts(missed);
                Assert.True(!isAdmitted || IsValid(check, missed), $"{schema.GetRawText()}\nadmits {missed}");
                near++;
                misses += isAdmitted ? 0 : 1;
            }
        }

        Assert.InRange(converted, Schemas / 2, Schemas);
        // Most edits break something; a grammar that admits everything, or nothing but its samples, would show here.
        Assert.InRange(misses, near / 2, near - 1);
    }

    private static bool IsValid(SchemaCheck check, string text)
    {
        try
        {
            var value = JsonSerializer.Deserialize<JsonElement>(text);
            return check.IsValid(value);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static string Edit(string text, Random random)
    {
        List<Rune> runes = [.. text.EnumerateRunes()];
        var at = random.Next(runes.Count);
        switch (random.Next(4))
        {
            case 0: runes.RemoveAt(at); break;
            case 1: runes.Insert(at, new Rune(Inserted[random.Next(Inserted.Length)])); break;
            case 2: runes[at] = new Rune(Inserted[random.Next(Inserted.Length)]); break;
            default: runes.InsertRange(at, runes.Skip(at).Take(random.Next(1, 8)).ToList()); break;
        }

        return string.Concat(runes);
    }
}
