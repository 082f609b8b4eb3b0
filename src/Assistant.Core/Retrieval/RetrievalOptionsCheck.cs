using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Assistant.Core.Retrieval;

/// <summary>Checks the weights of single collections, which attributes do not reach.</summary>
internal sealed class RetrievalOptionsCheck : IValidateOptions<RetrievalOptions>
{
    public ValidateOptionsResult Validate(string? name, RetrievalOptions options)
    {
        var wrong = new List<ValidationResult>();
        foreach (var (collection, weights) in options.Collections)
        {
            if (!Validator.TryValidateObject(weights, new ValidationContext(weights), wrong, validateAllProperties: true))
            {
                return ValidateOptionsResult.Fail($"{RetrievalOptions.Section}:Collections:{collection}: {string.Join(" ", wrong.Select(result => result.ErrorMessage))}");
            }
        }

        return ValidateOptionsResult.Success;
    }
}
