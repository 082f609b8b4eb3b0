using System.Numerics.Tensors;
using System.Text.RegularExpressions;
using Assistant.Core.Content;
using Assistant.Core.Retrieval;
using Assistant.Core.Text;

namespace Assistant.Core.Answering;

/// <summary>
/// How far one place of a passage supports a sentence. The place is the sentence, row or line of the passage that shares most with
/// it, and one more where that adds words; a number or a "not" that stands elsewhere in the passage supports nothing.
/// </summary>
/// <param name="Share">Share of the sentence's weight that the whole passage holds with its title and headings, 0 to 1.</param>
/// <param name="PlaceShare">The same of the place, with title and headings.</param>
/// <param name="NumbersStand">Whether all numbers of the sentence stand in the place, or are allowed otherwise.</param>
/// <param name="NamesStand">Whether its names stand in the passage, or are allowed otherwise; one of several may be missing, where nouns have capital letters.</param>
/// <param name="SamePolarity">Whether sentence and place agree in denying what they say.</param>
/// <param name="Place">Text of the place, to compare meanings with.</param>
internal sealed partial record SentenceSupport(double Share, double PlaceShare, bool NumbersStand, bool NamesStand, bool SamePolarity, string Place)
{
    /// <summary>Whether numbers, names and denials allow it, however few words are shared.</summary>
    public bool IsPossible => NumbersStand && NamesStand && SamePolarity;

    /// <summary>Whether the words alone support it.</summary>
    public bool ByWords => IsPossible && PlaceShare >= SupportRule.EnoughShared;

    /// <summary>Whether the words do not settle it and the meaning decides (<see cref="SupportRule.NearMeaning"/>).</summary>
    public bool IsOpen => IsPossible && PlaceShare >= SupportRule.LeastShared;

    /// <summary>Measures a sentence against a passage.</summary>
    /// <param name="claim">The sentence.</param>
    /// <param name="passage">The passage.</param>
    /// <param name="allowed">What need not stand in it: names and numbers of the question and of tools.</param>
    public static SentenceSupport Measure(Claim claim, Passage passage, ClaimGround allowed)
    {
        var frame = ClaimGround.Of([passage.Title, passage.Uri, .. passage.Chunk.Headings]);
        var places = Places(passage).Select(place => (Text: place, Ground: ClaimGround.Of(place))).ToList();
        var whole = places.Aggregate(frame, (all, place) => all.With(place.Ground));
        if (places.Count == 0)
            return new SentenceSupport(claim.Share(whole), claim.Share(frame), claim.Numbers.All(allowed.Numbers.Contains), HoldsNames(claim, frame, allowed), true, passage.Text);
        // Numbers do not choose the place, or a wrong one would find the sentence that it stands in.
        var words = claim.WithoutNumbers();
        var best = places.MaxBy(place => words.Share(place.Ground) + (0.05 * claim.Share(place.Ground)));
        var ground = best.Ground;
        var second = places.Where(place => place.Text != best.Text).OrderByDescending(place => words.Share(best.Ground.With(place.Ground))).FirstOrDefault();
        if (second.Ground is not null && words.Share(ground.With(second.Ground)) - words.Share(ground) >= LeastGain)
            ground = ground.With(second.Ground);
        var framed = ground.With(frame);
        return new SentenceSupport(
            claim.Share(whole), claim.Share(framed), claim.Numbers.All(number => framed.Numbers.Contains(number) || allowed.Numbers.Contains(number)), HoldsNames(claim, whole, allowed),
            Denials().Count(claim.Text) % 2 == Denials().Count(best.Text) % 2, best.Text);
    }

    /// <summary>Whether the meaning of the sentence is near that of the place, by an encoder of texts.</summary>
    public async ValueTask<double> CosineAsync(Claim claim, Encoder encoder, CancellationToken cancellationToken)
    {
        var vectors = await encoder.Text!.GenerateAsync([claim.Text, Place], EncoderInput.Query, cancellationToken).ConfigureAwait(false);
        return TensorPrimitives.Dot(vectors[0].Vector.Span, vectors[1].Vector.Span);
    }

    private const double MostNames = 0.75;

    private static bool HoldsNames(Claim claim, ClaimGround ground, ClaimGround allowed) =>
        claim.Names.Count(name => ground.Terms.Contains(name) || allowed.Terms.Contains(name)) >= MostNames * claim.Names.Count;

    // A second place counts where it brings a tenth of the sentence's words.
    private const double LeastGain = 0.1;

    private static IEnumerable<string> Places(Passage passage) => TextUnitSplitter.Split(passage.Text, passage.Chunk.Kind == BlockKind.Code).SelectMany(unit =>
        unit.Kind is TextUnitKind.Sentence or TextUnitKind.ListItem ? [passage.Text[unit.Start..unit.End]] : passage.Text[unit.Start..unit.End].Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    [GeneratedRegex(@"\b(?:not|never|no|none|nobody|nothing|neither|nor|cannot|without)\b|n['’]t\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    internal static partial Regex Denials();
}
