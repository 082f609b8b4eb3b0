using Assistant.Adaptation.Refresh;
using Microsoft.Extensions.Options;

namespace Assistant.Adaptation;

/// <summary>Checks the name of the strategy, which attributes do not reach.</summary>
internal sealed class AdaptationOptionsCheck : IValidateOptions<AdaptationOptions>
{
    public ValidateOptionsResult Validate(string? name, AdaptationOptions options)
    {
        try
        {
            AdapterRefresh.Check(options.Strategy);
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException unknown)
        {
            return ValidateOptionsResult.Fail($"{AdaptationOptions.Section}:{nameof(AdaptationOptions.Strategy)}: {unknown.Message}");
        }
    }
}
