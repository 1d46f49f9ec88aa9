package main

import (
	_ "embed"
	"fmt"

	"github.com/elastic/beats/v7/libbeat/asset"
)

// fieldsYML declares every field that the input emits and that is not one of ECS.
// It is generated from the tables of the package ecs.
//
//go:embed _meta/fields.yml
var fieldsYML string

// registerFields adds the fields to those that Filebeat exports in its template.
func registerFields() error {
	encoded, err := asset.EncodeData(fieldsYML)
	if err != nil {
		return fmt.Errorf("encoding fields.yml: %w", err)
	}
	err = asset.SetFields("filebeat", "salesforce", asset.ModuleFieldsPri, func() string { return encoded })
	if err != nil {
		return fmt.Errorf("registering fields.yml: %w", err)
	}
	return nil
}
