using Assistant.Core.Learning.Strategies.Ingredients;

namespace Assistant.Core.Learning.Strategies;

/// <summary>Every strategy by its name, as configuration and the benchmark choose it.</summary>
public static class StrategyTable
{
    private static readonly Dictionary<string, (string Family, Func<StrategyContext, ContinualStrategy> Make)> Rows = new(StringComparer.Ordinal)
    {
        ["none"] = ("frozen", _ => new FrozenStrategy()),
        ["fine-tune"] = ("fine-tuning", context => new GradientStrategy(context)),
        ["ewc"] = ("explicit regularization", context => new GradientStrategy(context, [new ElasticWeights()])),
        ["online-ewc"] = ("explicit regularization", context => new GradientStrategy(context, [new ElasticWeights(decay: 0.9f)])),
        ["exact-quadratic"] = ("explicit regularization", context => new GradientStrategy(context, [new ExactQuadratic()])),
        ["tir"] = ("explicit regularization", context => new GradientStrategy(context, [new ElasticWeights(bySimilarity: true)])),
        ["lwf"] = ("implicit regularization", context => new GradientStrategy(context, [new LearningWithoutForgetting()])),
        ["feature-kd"] = ("implicit regularization", context => new GradientStrategy(context, [new FeatureRetention()])),
        ["zscl"] = ("implicit regularization", context => new GradientStrategy(context, [new ReferenceRelations()])),
        ["mod-x"] = ("implicit regularization", context => new GradientStrategy(context, [new OffDiagonalRelations()])),
        ["kdr"] = ("direct replay", context => new GradientStrategy(context, [new Rehearsal(relations: 20)])),
        ["hat"] = ("fixed architecture", context => new HardAttentionStrategy(context)),
        ["progressive"] = ("dynamic architecture", context => new ExpertStrategy(context, ExpertMixture.Progressive)),
        ["moe-adapters"] = ("dynamic architecture", context => new ExpertStrategy(context, ExpertMixture.Routed)),
        ["s-prompts"] = ("prompts", context => new PromptStrategy(context)),
        ["er"] = ("direct replay", context => new GradientStrategy(context, [new Rehearsal()])),
        ["der++"] = ("direct replay", context => new GradientStrategy(context, [new Rehearsal(dark: 1)])),
        ["icarl"] = ("direct replay", context => new GradientStrategy(context, [new Rehearsal(Exemplars.Herding), new LearningWithoutForgetting()])),
        ["aid"] = ("pseudo replay", context => new GradientStrategy(context, [new PrototypeReplay(PrototypeKind.SharedSpread)])),
        ["dgr"] = ("pseudo replay", context => new GradientStrategy(context, [new PrototypeReplay(PrototypeKind.Gaussian)])),
        ["gpm"] = ("orthogonal", context => new GradientStrategy(context, [new OrthogonalProjection()])),
        ["ncm"] = ("closed form", context => new MeanStrategy(context, discriminant: false)),
        ["slda"] = ("closed form", context => new MeanStrategy(context, discriminant: true)),
        ["ridge"] = ("closed form", context => new RidgeStrategy(context)),
        ["ranpac"] = ("closed form", context => new RandomProjectionStrategy(context)),
    };

    /// <summary>Names, in the order of the table.</summary>
    public static IReadOnlyCollection<string> Names => Rows.Keys;

    /// <summary>The family that a strategy is of.</summary>
    /// <exception cref="ArgumentException">There is no such strategy; the message lists them.</exception>
    public static string Family(string name) => Row(name).Family;

    /// <summary>Makes a strategy that has learned nothing.</summary>
    /// <exception cref="ArgumentException">There is no such strategy; the message lists them.</exception>
    public static ContinualStrategy Create(string name, StrategyContext context) => Row(name).Make(context);

    private static (string Family, Func<StrategyContext, ContinualStrategy> Make) Row(string name) => Rows.TryGetValue(name, out var row)
        ? row
        : throw new ArgumentException($"There is no strategy \"{name}\". There are: {string.Join(", ", Rows.Keys)}.", nameof(name));
}
